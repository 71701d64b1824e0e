import type { AadstsMeaning } from "../row.ts";
import type { CauseAndFix } from "./meaning.ts";
import { meaning } from "./meaning.ts";

const again: CauseAndFix = [
  "a passing fault of the token service",
  "Try again with growing pauses; open a support case with the correlation id when it stays.",
];
const noDirectory: CauseAndFix = [
  "no directory is named in the request: common, organizations or an empty tenant setting",
  "Name the resource directory's tenant id in the authority (AZURE_TENANT_ID, --tenant).",
];
const otherCloud: CauseAndFix = [
  "the directory belongs to another Azure cloud than the authority",
  "Use that cloud's authority: login.microsoftonline.us for US Government, login.chinacloudapi.cn for China.",
];

/** What a request can meet about its form, its directory and its cloud. */
export const requestMeanings: readonly AadstsMeaning[] = [
  meaning(
    [90004, "request not properly formatted"],
    [["a parameter is empty or written twice", "Compare the request with the documented form."]],
  ),
  meaning([90006, "service unavailable for the moment"], [again]),
  meaning(
    [90009, "the application asks for a token for itself by another name"],
    [["the scope names the application by its URI", "Ask for {client id}/.default: the GUID in place of the URI."]],
  ),
  meaning([90012, "the request timed out"], [again]),
  meaning(
    [90013, "input not valid"],
    [["a parameter has a value the token service cannot read", "Compare the request with the documented form."]],
    { about: "either" },
  ),
  meaning(
    [90015, "query too long"],
    [["too many scopes or a huge claims parameter", "Ask for one resource and /.default; post the form."]],
    { about: "either" },
  ),
  meaning(
    [90016, "access token lacks a claim"],
    [["a token of another kind was presented", "Present a token of the documented kind."]],
  ),
  meaning([90019, "no directory named"], [noDirectory]),
  meaning(
    [90023, "request not valid"],
    [
      [
        "a malformed parameter, often client_assertion_type or the tenant",
        "Compare the request with the documented form.",
      ],
    ],
  ),
  meaning(
    [9002313, "request malformed"],
    [
      [
        "a body that is not form-urlencoded, or a parameter cut off",
        "Post application/x-www-form-urlencoded with each parameter encoded.",
      ],
    ],
  ),
  meaning([90024, "passing fault"], [again]),
  meaning(
    [90027, "v1.0 endpoint for a consumer account's directory"],
    [["the authority is Microsoft's directory for personal accounts", "Name the resource directory's tenant id."]],
  ),
  meaning([90033, "directory service unavailable"], [again]),
  meaning([90036, "directory service failed"], [again]),
  meaning([90038, "directory of another cloud"], [otherCloud]),
  meaning([90051, "cloud identifier not valid"], [otherCloud]),
  meaning([900432, "request crosses clouds"], [otherCloud]),
  meaning(
    [900384, "token failed signature validation"],
    [["the token was changed on its way, or signed by another issuer's key", "Present the token as it was issued."]],
  ),
  meaning([90090, "service unavailable for the moment"], [again]),
  meaning(
    [90100, "parameter empty or not valid"],
    [["a setting that was never filled in", "Check that the settings reach the program."]],
  ),
  meaning(
    [901002, "'resource' is not supported here"],
    [["a v1.0 parameter at the v2.0 endpoint", "Send scope: the resource's identifier and /.default."]],
  ),
  meaning(
    [90102, "not an absolute URI"],
    [["redirect_uri or the resource is not a whole URI", "Write the whole URI, with its scheme."]],
    { about: "either" },
  ),
  meaning(
    [90112, "application id is expected to be a GUID"],
    [["the application's name or URI where its client id belongs", "Use the client id."]],
    { seenAt: "https://github.com/pluginsGLPI/oauthimap/issues/111" },
  ),
  meaning([90124, "resource not served at a shared endpoint"], [noDirectory]),
  meaning([90130, "application not served at a shared endpoint"], [noDirectory]),
  meaning([1000104, "resource cloud not allowed for the directory"], [otherCloud], { about: "either" }),
];
