import type { WrongInputGroup } from "../row.ts";

export const whoIsSignedIn: WrongInputGroup = {
  title: "Who is signed in",
  rows: [
    {
      what: "signed in to the other directory",
      circumstance: "signed in to the other directory",
      words: ["apply"],
      exit: 1,
    },
    { what: "a wrong client secret", circumstance: "wrong client secret", words: ["apply"], exit: 1 },
    { what: "an expired client secret", circumstance: "expired client secret", words: ["apply"], exit: 1 },
    {
      what: "the operator's token is of another directory",
      circumstance: "a token of the other directory",
      words: ["apply"],
      exit: 1,
    },
    { what: "no sign-in at all, and no Azure CLI", circumstance: "Azure CLI not installed", exit: 1 },
    { what: "the Azure CLI is not signed in", circumstance: "Azure CLI not signed in", exit: 1 },
    { what: "the Azure CLI's sign-in has expired", circumstance: "Azure CLI sign-in expired", exit: 1 },
    { what: "no rights at home", circumstance: "no rights at home", words: ["apply"], exit: 1 },
    {
      what: "no rights in the resource directory",
      circumstance: "no rights in the resource directory",
      words: ["apply", "--side", "resource", "--application-id", "<client id of an application>"],
      exit: 1,
    },
    {
      what: "no rights in the resource directory, both sides in one run: home's half is made whole",
      circumstance: "no rights in the resource directory",
      words: ["apply"],
      makesHome: true,
      exit: 1,
    },
  ],
};
