// Preloaded into a child process: whatever would reach a network, a serial port or another process ends it with code 86.
import childProcess from "node:child_process";
import dgram from "node:dgram";
import dns from "node:dns";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const refuse = (what) => () => {
  fs.writeSync(2, `touched: ${what}\n`);
  process.exit(86);
};

net.Socket.prototype.connect = refuse("net connect");
net.Server.prototype.listen = refuse("net listen");
dgram.createSocket = refuse("dgram");
dns.lookup = refuse("dns lookup");
for (const name of ["spawn", "exec", "execFile", "fork"]) childProcess[name] = refuse(`child ${name}`);

// A serial port and a store file are opened by native code, which no JavaScript sees at work: so it is not even loaded.
process.dlopen = refuse("native code");

const isDevice = (path) => String(path).startsWith("/dev/");
for (const name of ["open", "openSync", "readFile", "readFileSync", "createReadStream"]) {
  const original = fs[name];
  fs[name] = (path, ...rest) => (isDevice(path) ? refuse(`device ${path}`)() : original(path, ...rest));
}
for (const name of ["open", "readFile"]) {
  const original = fs.promises[name];
  fs.promises[name] = (path, ...rest) =>
    isDevice(path) ? refuse(`device ${path}`)() : original.call(fs.promises, path, ...rest);
}
syncBuiltinESMExports();
