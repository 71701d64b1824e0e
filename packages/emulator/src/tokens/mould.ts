import type { TokenSummary } from "@tegata/core";
import { summarizeToken } from "@tegata/core";
import type { World } from "../world.ts";
import { opaqueText } from "./opaque.ts";

type Claims = Readonly<Record<string, unknown>>;

const times: ReadonlySet<string> = new Set(["iat", "nbf", "exp"]);
const opaqueClaims: ReadonlySet<string> = new Set(["aio", "uti", "xms_ftd", "xms_rd"]);

/** A token's claims as they go into it, and the seconds by which its times lie behind those of the first one. */
export interface Cast {
  readonly json: string;
  readonly shiftSeconds: number;
}

/**
 * The form of all tokens that one client gets for one resource: made of the claims of the first, with gaps for its times
 * and for the claims that only Entra can read. What lies between them is written as JSON once.
 */
export class TokenMould {
  readonly #claims: Claims;
  readonly #summary: TokenSummary;
  readonly #madeSeconds: number;
  /** The text before each gap, and behind the last. */
  readonly #between: string[] = [];
  readonly #gaps: string[] = [];

  constructor(claims: Claims, world: World) {
    this.#claims = claims;
    this.#summary = summarizeToken({ header: {}, claims });
    this.#madeSeconds = Math.floor(world.now() / 1000);
    let text = "{";
    for (const [name, value] of Object.entries(claims)) {
      text += `${text === "{" ? "" : ","}${JSON.stringify(name)}:`;
      if (!times.has(name) && !opaqueClaims.has(name)) text += JSON.stringify(value);
      else {
        this.#between.push(text);
        this.#gaps.push(name);
        text = "";
      }
    }
    this.#between.push(`${text}}`);
  }

  get version(): unknown {
    return this.#claims["ver"];
  }

  /** The claims of a token that is issued now. */
  cast(world: World): Cast {
    const shiftSeconds = Math.floor(world.now() / 1000) - this.#madeSeconds;
    let json = "";
    for (let gap = 0; gap < this.#gaps.length; gap++) {
      const name = this.#gaps[gap] as string;
      const first = this.#claims[name];
      json += this.#between[gap] as string;
      json += typeof first === "number" ? first + shiftSeconds : `"${opaqueText(world, String(first).length)}"`;
    }
    return { json: json + (this.#between.at(-1) as string), shiftSeconds };
  }

  /** A time of a token, in seconds since 1970. */
  seconds(name: "iat" | "nbf" | "exp", { shiftSeconds }: Cast): number {
    return Number(this.#claims[name]) + shiftSeconds;
  }

  summary(cast: Cast): TokenSummary {
    return {
      ...this.#summary,
      issuedAtSeconds: this.seconds("iat", cast),
      notBeforeSeconds: this.seconds("nbf", cast),
      expiresOnSeconds: this.seconds("exp", cast),
    };
  }
}
