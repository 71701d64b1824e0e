// A signed-in person's troubles. A workload never meets them; they stand here to be called by their name.
import type { AadstsMeaning } from "../row.ts";
import type { CauseAndFix } from "./meaning.ts";
import { meaning } from "./meaning.ts";

const secondFactor: CauseAndFix = [
  "the account has to pass or set up multi-factor authentication",
  "Sign in interactively (az login --tenant <id>); a pipeline should use a workload's identity, not a person's.",
];
const password: CauseAndFix = [
  "the person's password is wrong, expired or must be changed",
  "Sign in again or reset the password; a pipeline should use a workload's identity.",
];
const account: CauseAndFix = [
  "the person's account does not exist, is disabled, is locked or is not a guest in this directory",
  "Sign in with an account of the directory, or have the account invited or enabled.",
];
const device: CauseAndFix = [
  "a policy asks for a registered or compliant device",
  "Use such a device, or ask the directory's administrator.",
];
const session: CauseAndFix = [
  "the person's session, code or refresh token has expired or was revoked",
  "Sign in again.",
];
const consent: CauseAndFix = [
  "nobody has consented to the application's delegated permissions",
  "Let the person, or an administrator, consent; an app-only request asks for /.default instead.",
];
const client: CauseAndFix = [
  "the application that signs people in is not set up for this way of signing in",
  "Let its owner correct the registration's redirect URIs and authentication settings.",
];
const saml: CauseAndFix = ["single sign-on by SAML or Windows is not set up right", "Ask the application's owner."];
const policy: CauseAndFix = [
  "a Conditional Access or security policy blocks the sign-in",
  "Ask the directory's administrator; the sign-in log names the policy.",
];

type Line = readonly [code: number, title: string];

const groups: readonly (readonly [CauseAndFix, readonly Line[]])[] = [
  [
    secondFactor,
    [
      [50072, "multi-factor enrolment required"],
      [50074, "multi-factor authentication required"],
      [50076, "multi-factor authentication required"],
      [50078, "multi-factor authentication expired"],
      [50079, "multi-factor enrolment required"],
      [50087, "passing fault of multi-factor authentication"],
      [50088, "limit of multi-factor calls reached"],
      [50158, "external security challenge not met"],
      [53004, "multi-factor registration blocked by risk"],
      [53010, "multi-factor registration restricted"],
      [500121, "multi-factor authentication failed"],
      [50125, "password or security information must be registered"],
    ],
  ],
  [
    password,
    [
      [50053, "account locked or sign-in blocked"],
      [50055, "password expired"],
      [50056, "no password in the directory"],
      [50064, "user name or password not accepted"],
      [50126, "wrong user name or password"],
      [50135, "password change required"],
      [50144, "on-premises password expired"],
    ],
  ],
  [
    account,
    [
      [16000, "account not in the directory"],
      [16001, "account selection not valid"],
      [16003, "account not in the directory"],
      [50014, "guest has not accepted the invitation"],
      [50020, "account of another directory"],
      [50034, "account not found"],
      [50057, "account disabled"],
      [50105, "person not assigned to the application"],
      [500208, "domain not valid for this kind of account"],
      [51004, "account not in the directory"],
      [90072, "external account not in the directory"],
      [500341, "account deleted"],
      [500571, "guest account disabled"],
      [53011, "account blocked by risk in its home directory"],
      [50197, "account not found"],
      [500212, "outbound policy of the person's directory"],
      [500213, "inbound policy of the directory"],
    ],
  ],
  [
    device,
    [
      [50005, "platform not allowed"],
      [50097, "device authentication required"],
      [50127, "broker application missing"],
      [50129, "device not registered"],
      [50155, "device authentication failed"],
      [50187, "device information missing"],
      [53000, "device not compliant"],
      [53001, "device not joined"],
      [530003, "device must be managed"],
      [135011, "device disabled"],
      [53002, "application not approved"],
    ],
  ],
  [
    session,
    [
      [16002, "session not found"],
      [50058, "nobody is signed in"],
      [50085, "refresh token needs a new sign-in"],
      [50089, "sign-in flow expired"],
      [50132, "session expired or revoked"],
      [50133, "session revoked"],
      [50140, "interrupted: keep me signed in"],
      [50173, "grant revoked"],
      [50199, "person must confirm"],
      [54005, "authorization code already used"],
      [70000, "grant not valid"],
      [70008, "refresh token or code expired"],
      [700082, "refresh token expired by inactivity"],
      [700084, "refresh token of a page expired"],
      [70016, "device code not confirmed yet"],
      [70018, "wrong device code"],
      [70019, "device code expired"],
      [70043, "sign-in frequency exceeded"],
      [700020, "interaction required"],
      [50192, "no credential in the sign-in"],
      [51006, "sign in again"],
      [700005, "authorization code of another directory"],
    ],
  ],
  [
    consent,
    [
      [65001, "no consent"],
      [65004, "person declined consent"],
      [90008, "no consent to read the profile"],
      [90094, "an administrator must consent"],
      [90095, "an administrator's consent was asked for"],
      [90093, "Graph refused the person"],
      [90099, "application not authorised for the partner's customer"],
    ],
  ],
  [
    client,
    [
      [50011, "redirect URI not registered"],
      [70004, "redirect URI not valid"],
      [70005, "response type not supported"],
      [70007, "response mode not supported"],
      [700054, "id_token not enabled"],
      [900971, "no reply address"],
      [501481, "code verifier does not fit"],
      [50147, "code challenge not valid"],
      [9002326, "cross-origin redemption"],
      [90056, "authorization code missing"],
      [500113, "no reply address registered"],
      [700051, "token not enabled"],
      [90005, "request with contradicting parameters"],
    ],
  ],
  [
    saml,
    [
      [50008, "SAML token not valid"],
      [75005, "not a valid SAML request"],
      [75011, "authentication method differs"],
      [750054, "SAML request missing"],
      [80001, "on-premises agent cannot reach the directory"],
      [81010, "Kerberos ticket not valid"],
      [50107, "federation realm missing"],
      [50180, "Windows sign-in required"],
      [501241, "claim missing in a transformation"],
      [50010, "audience check failed"],
    ],
  ],
  [
    policy,
    [
      [50131, "Conditional Access failed"],
      [530032, "blocked by a security policy"],
      [530034, "blocked: suspicious activity"],
      [530035, "blocked by security defaults"],
      [50002, "tenant restriction"],
      [51000, "feature disabled"],
    ],
  ],
];

/** Codes that Microsoft's list does not have. */
const unlisted = new Set([500121, 500341, 500571, 530003, 700051, 500113, 9002326]);

/** Sign-in troubles of people, by what usually leads to them. */
export const personMeanings: readonly AadstsMeaning[] = [
  ...groups.flatMap(([cause, lines]) =>
    lines.map((line) => meaning(line, [cause], { about: "person", isUnlisted: unlisted.has(line[0]) })),
  ),
  meaning([530084, "blocked: the application cannot protect its tokens"], [policy], {
    about: "person",
    seenAt: "https://github.com/Azure/azure-cli/issues/31428",
  }),
];
