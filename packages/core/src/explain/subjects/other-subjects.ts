// What people paste that is not about the chain. It is called by its name, so that nobody looks in the wrong place.
import { reasonAboutName } from "../causes/names.ts";
import type { Knowledge } from "../knowledge.ts";
import { connectionSubjects } from "./connections.ts";
import { signInSubjects } from "./sign-ins.ts";
import { toolSubjects } from "./tools.ts";
import type { Subject } from "./subject.ts";

const subjects: readonly Subject[] = [...connectionSubjects, ...signInSubjects, ...toolSubjects];

/** Other subjects than the chain. */
export const otherSubjects: readonly Knowledge[] = subjects.map(
  ({ name, subject, title, code, advice, when, unless, isWrapper }) => ({
    id: `other.${name}`,
    hop: null,
    service: null,
    code: code ?? null,
    title,
    meaning: `This is another subject: ${subject}.`,
    weight: isWrapper === true ? "noise" : "error",
    when,
    ...(unless === undefined ? {} : { unless }),
    causes: [{ id: `other.${name}`, cause: title, fix: advice }],
    links: [],
    subject,
    ...(name === "dns" ? { reason: reasonAboutName } : {}),
  }),
);
