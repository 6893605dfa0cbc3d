// Socket.IO on Node.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Server } from "socket.io";

const [size, frames, turns, rate, seconds] = process.argv.slice(2, 7).map(Number);
const text = "x".repeat(size);
const http = createServer();
const io = new Server(http, { perMessageDeflate: false, pingInterval: 300_000 });

async function takeTurns() {
  const end = performance.now() + 1000 * seconds;
  let turn = 0;
  for (; turn < turns && performance.now() < end; turn++) {
    for (let frame = 0; frame < frames; frame++) io.emit("event", text);
    await new Promise((next) => setTimeout(next, 1000 / rate));
  }
  console.log(turn);
}

let before;
http.listen(0, "127.0.0.1", () => console.log(http.address().port));
createInterface({ input: process.stdin })
  .on("line", (line) => {
    if (line === "go") {
      before = process.cpuUsage();
      takeTurns();
    } else {
      const used = process.cpuUsage(before);
      console.log((used.user + used.system) / 1e6);
    }
  })
  .on("close", () => process.exit());
