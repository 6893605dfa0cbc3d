// Socket.IO on Node.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Server } from "socket.io";

const [size, frames, , turns] = process.argv.slice(2, 6).map(Number);
const rate = Number(process.argv[6]);
const text = "x".repeat(size);
const http = createServer();
const io = new Server(http, { perMessageDeflate: false, pingInterval: 300_000 });

http.listen(0, "127.0.0.1", () => console.log(http.address().port));
createInterface({ input: process.stdin }).once("line", async () => {
  const before = process.cpuUsage();
  for (let turn = 0; turn < turns; turn++) {
    for (let frame = 0; frame < frames; frame++) io.emit("event", text);
    await new Promise((next) => setTimeout(next, 1000 / rate));
  }
  const used = process.cpuUsage(before);
  console.log(JSON.stringify({ cpu: (used.user + used.system) / 1e6 }));
});
