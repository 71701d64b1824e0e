"use strict";
// Put Block From URL fetches its source from the server itself, over the network and TLS, without the credentials that
// came for the source. Here it asks the engine's listener directly: the gate has judged the source, and the mark says so.
const { createServer, request } = require("node:http");
const { duplexPair } = require("node:stream");

/** On a request that never was on a wire: no client can send it. */
const judged = Symbol("judged");

function ask(listener, url, headers, method = "GET") {
  const server = createServer((incoming, response) => {
    incoming[judged] = true;
    listener(incoming, response);
  });
  return new Promise((resolve, reject) => {
    const [near, far] = duplexPair();
    server.emit("connection", far);
    const { pathname, searchParams } = new URL(url);
    searchParams.delete("sig");
    const outgoing = request({
      method,
      path: `${pathname}?${searchParams}`,
      headers: { ...headers, connection: "close" },
      createConnection: () => near,
    });
    outgoing.on("error", reject);
    outgoing.on("response", (data) => resolve({ status: data.statusCode, headers: data.headers, data }));
    outgoing.end();
  });
}

module.exports = { ask, isJudged: (incoming) => incoming?.[judged] === true };
