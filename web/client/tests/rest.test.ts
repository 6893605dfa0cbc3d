import { describe, expect, it } from "vitest";
import { fakeWorld } from "../../testing/world.js";
import { Http, NetworkError, newId, OrdersApi, ProblemError, TokenSource } from "../src/index.js";

function api(...answers: (Response | Error)[]) {
  const requests: { url: string; init: RequestInit }[] = [];
  const { clock } = fakeWorld();
  let tokens = 0;
  const source = new TokenSource(() => `token-${String(++tokens)}`, clock);
  const http = new Http("http://orders/", source, (url, init = {}) => {
    requests.push({ url, init });
    const answer = answers.shift() ?? new Error("no more answers");
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return { orders: new OrdersApi(http), requests };
}

const json = (body: object, status = 200, headers = {}) => new Response(JSON.stringify(body), { status, headers });

describe("commands", () => {
  it("carry what makes them safe", async () => {
    const { orders, requests } = api(json({ id: "a" }), json({ id: "b" }, 201));
    await orders.edit("a b", { reference: "r" }, { ifMatch: 7, operationId: "op" });
    await orders.create({ reference: "r" }, { idempotencyKey: "key" });
    expect(requests[0]).toMatchObject({
      url: "http://orders/orders/a%20b",
      init: {
        method: "PATCH",
        body: '{"reference":"r"}',
        headers: {
          Authorization: "Bearer token-1",
          "Content-Type": "application/merge-patch+json",
          "If-Match": '"7"',
          "Operation-Id": "op",
        },
      },
    });
    expect(requests[1]?.init.headers).toMatchObject({ "Idempotency-Key": "key", "Content-Type": "application/json" });
  });

  it("upload files without a content type of our own", async () => {
    const { orders, requests } = api(json({ results: [] }, 201));
    await orders.upload([new File(["x"], "a.pdf")], { orderId: "a", batch: "b" });
    expect(requests[0]?.url).toBe("http://orders/orders/a/documents?batch=b");
    expect(requests[0]?.init.headers).not.toHaveProperty("Content-Type");
    expect([...(requests[0]?.init.body as FormData).keys()]).toEqual(["file"]);
  });
});

describe("lists", () => {
  it("are read page by page", async () => {
    const { orders, requests } = api(json({ items: [{ id: "1" }], nextCursor: "n" }), json({ items: [{ id: "2" }] }));
    const pages: string[][] = [];
    for await (const page of orders.pages({ status: ["draft", "confirmed"] })) pages.push(page.map((order) => order.id));
    expect(pages).toEqual([["1"], ["2"]]);
    expect(requests[1]?.url).toBe("http://orders/orders?limit=200&status=draft&status=confirmed&cursor=n");
  });
});

describe("refusals", () => {
  it("are problems with a code", async () => {
    const fields = [{ field: "reference", base: 1, theirs: 2, mine: 3 }];
    const { orders } = api(json({ title: "Conflict", status: 409, code: "edit_conflict", fields }, 409));
    const error = await orders.get("a").catch((found: unknown) => found);
    expect(error).toBeInstanceOf(ProblemError);
    if (!(error instanceof ProblemError) || !error.is("edit_conflict")) throw new Error("not narrowed");
    expect(error.problem.fields).toEqual(fields);
    expect(error.isTransient).toBe(false);
  });

  it("that pass say when to try again", async () => {
    const { orders } = api(json({ title: "", status: 503, code: "database_busy" }, 503, { "Retry-After": "2" }));
    await expect(orders.get("a")).rejects.toMatchObject({ isTransient: true, retryAfterMs: 2000 });
  });

  it("of a proxy have a code, too", async () => {
    const { orders } = api(new Response("<html>", { status: 502 }));
    await expect(orders.get("a")).rejects.toMatchObject({ code: "http_502", isTransient: true });
  });

  it("of the token are answered with a new one, once", async () => {
    const refused = () => json({ title: "", status: 401, code: "token_expired" }, 401);
    const { orders, requests } = api(refused(), json({ id: "a" }), refused(), refused());
    await expect(orders.get("a")).resolves.toMatchObject({ id: "a" });
    expect(requests.map((one) => (one.init.headers as Record<string, string>)["Authorization"])).toEqual(["Bearer token-1", "Bearer token-2"]);
    await expect(orders.get("a")).rejects.toMatchObject({ status: 401 });
  });

  it("are not the same as no answer", async () => {
    const { orders } = api(new TypeError("failed to fetch"));
    await expect(orders.get("a")).rejects.toBeInstanceOf(NetworkError);
  });
});

it("ids are UUIDs, also without a secure origin", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(newId()).toMatch(shape);
  const { randomUUID } = crypto;
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  expect(newId()).toMatch(shape);
  Object.defineProperty(crypto, "randomUUID", { value: randomUUID, configurable: true });
});
