// The push service of web-push-testing, on this machine alone: `node serve.cjs PORT NOW`, NODE_PATH its packages.
// NOW, in milliseconds, is its clock: it judges a signature by the clock of the test that made it.
"use strict";

const PushService = require("web-push-testing/src/server.js");
const { PushApiModel } = require("web-push-testing/src/PushApiModel.js");

const [port, now] = process.argv.slice(2).map(Number);
Date.now = () => now;
const service = new PushService(new PushApiModel(), port);
service.setRequestHandlers();
service._app.listen(port, "127.0.0.1"); // its own startServer() listens to every network
