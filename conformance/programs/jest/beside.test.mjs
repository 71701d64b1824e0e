// The same once more, in a worker of its own at the same time.
import "./orders.test.mjs";
