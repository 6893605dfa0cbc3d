/** A whole desk over the fake server: the real client and store, with time and faults under control. */

import { FreightwireClient, Http, OrdersApi, type ClientOptions } from "@freightwire/client";
import { createDesk, MemoryStorage, type Desk, type DeskOptions } from "@freightwire/react";
import { FakeLinks } from "./links.js";
import { FakeRest } from "./rest.js";
import { FakeServer } from "./server.js";
import { fakeWorld, numbersFrom, type World } from "./world.js";

export interface FakeDesk {
  desk: Desk;
  client: FreightwireClient;
  world: World;
  server: FakeServer;
  links: FakeLinks;
  rest: FakeRest;
  storage: MemoryStorage;
}

export interface FakeDeskOptions {
  seed?: number;
  desk?: Partial<DeskOptions>;
  client?: Partial<ClientOptions>;
  /** Of an earlier page, with what it left. */
  from?: Pick<FakeDesk, "world" | "server" | "storage">;
}

export function fakeDesk({ seed = 1, desk, client: given, from }: FakeDeskOptions = {}): FakeDesk {
  const base = from?.world ?? fakeWorld();
  const server = from?.server ?? new FakeServer(base.clock);
  const rest = new FakeRest(server, base.clock);
  const links = new FakeLinks(server, base.clock);
  const world: World = { ...base, random: numbersFrom(seed), fetch: rest.fetch };
  const storage = from?.storage ?? new MemoryStorage();
  const client = new FreightwireClient({
    gatewayUrl: "http://gateway",
    token: () => "token",
    environment: world,
    links: links.transports,
    ...given,
  });
  const orders = new OrdersApi(new Http("http://orders", client.tokens, world.fetch));
  return { client, world, server, links, rest, storage, desk: createDesk({ client, orders, storage, ...desk }) };
}

/** A desk that is connected and has loaded. */
export async function liveDesk(options: FakeDeskOptions = {}, prepare: (server: FakeServer) => void = () => undefined) {
  const fake = fakeDesk(options);
  prepare(fake.server);
  fake.desk.start();
  await fake.world.clock.advance(1000);
  return fake;
}
