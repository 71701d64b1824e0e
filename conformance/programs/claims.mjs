// What a program tells of a token: who it is for, whose it is. Never the token.
import { Buffer } from "node:buffer";

export function claimsOf(token) {
  const { aud, tid, ver, xms_mirid: identity } = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  return { aud, tid, ver, ...(identity === undefined ? {} : { identity: identity.split("/").at(-1) }) };
}

/** Prints what came out of a call as one line of JSON: the token's claims, or the error as its catcher sees it. */
export async function tell(getToken) {
  let told;
  try {
    told = claimsOf(await getToken());
  } catch (error) {
    const { name, message, code, errorCode, errorNo, status } = error;
    told = { name, message: message.split("\n")[0], code, errorCode, errorNo, status };
  }
  console.log(JSON.stringify(told));
}
