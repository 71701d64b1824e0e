"use strict";
// Stands for axios in the bundle: Azurite reads `default` of it and calls `get`, which the engine's entry sets. The real
// one takes a quarter of the time that the engine needs to load.
const axios = {};
axios.default = axios;
module.exports = axios;
