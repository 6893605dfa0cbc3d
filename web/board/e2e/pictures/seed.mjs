/** A desk on an ordinary day: orders in every state, some with documents that were really read. */

import { Person, SAMPLE_NAMES, until } from "../desk.mjs";

const CLIENTS = [
  ["Nordvest Freight Solutions S.R.L.", "RO15603280"], ["Lemn Trans Codru S.R.L.", "RO18189442"], ["Ceramica Carpați S.A.", "RO1590082"],
  ["Bayerische Kunststoff AG", "DE129273398"], ["Mobila Bihor S.R.L.", "RO6859662"], ["AgroPan Dobrogea S.A.", "RO14399840"], ["Oțelinox Târgoviște S.A.", "RO939740"],
];
const CARRIERS = ["Dacotrans Express S.R.L.", "Olt Cargo S.R.L.", "Transilvania Haulage S.R.L.", "Bucovina Trans S.R.L.", "Szegedi Fuvar Kft."];
const ROUTES = [
  [["RO", "Cluj-Napoca", "400489"], ["AT", "Linz", "4020"]], [["RO", "Brașov", "500450"], ["DE", "Nürnberg", "90431"]], [["RO", "Constanța", "900900"], ["PL", "Wrocław", "50-500"]],
  [["DE", "Leipzig", "04109"], ["RO", "Sibiu", "550330"]], [["RO", "Oradea", "410605"], ["IT", "Verona", "37135"]], [["HU", "Szeged", "6724"], ["RO", "Timișoara", "300223"]],
  [["RO", "Ploiești", "100066"], ["BG", "Ruse", "7000"]],
];
const PLATES = ["CJ12NFS", "B108TRK", "BV20ALP", "SB10LTC", "TM55VST", "CT07MAR"];
const GOODS = [["panouri MDF", "paleți", 24], ["granule polietilenă", "paleți", 22], ["gresie porțelanată", "paleți", 20], ["piese auto", "cutii", 140], ["cereale vrac", "vrac", 1], ["mobilier demontat", "colete", 86]];
const PATHS = [[], ["confirm"], ["confirm", "offer"], ["confirm", "offer", "accept"], ["confirm", "assign_direct", "road"], ["confirm", "assign_direct", "delivered"]];

const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const pick = (list, index) => list[index % list.length];

function dataOf(index) {
  const [name, vatId] = pick(CLIENTS, index);
  const [from, to] = pick(ROUTES, index * 3 + 1);
  const [description, pack, quantity] = pick(GOODS, index);
  const sale = 780 + ((index * 173) % 1900);
  const stop = (kind, [country, city, postcode], date) => ({ kind, city, country, postcode, date, timeFrom: "08:00:00", timeTo: "12:00:00", company: kind === "loading" ? name : "Depozit central" });
  return {
    reference: `${pick(["NFS", "CT", "LC", "PO"], index)}-2026-${String(7000 + index * 37)}`,
    client: { name, vatId, contact: pick(["Raluca Pop", "Sorin Ilie", "Anke Vogel"], index) },
    stops: [stop("loading", from, day((index % 5) - 1)), stop("unloading", to, day((index % 5) + 1))],
    goods: [{ description, package: pack, quantity, grossKg: 9_000 + ((index * 1_733) % 14_000), loadingMetres: 6 + (index % 8) }],
    sale: { amount: sale, currency: "EUR", paymentDays: 45 },
    ...(index % 6 > 0 ? { carrier: { name: pick(CARRIERS, index) }, purchase: { amount: Math.round(sale * (0.8 + (index % 4) * 0.045)), currency: "EUR", paymentDays: 60 }, vehicle: { truckPlate: pick(PLATES, index), trailerPlate: pick(PLATES, index + 2) } } : {}),
    assignee: pick(["ana", "mihai", "ana"], index),
  };
}

async function forward(person, order, steps) {
  for (const step of steps) {
    if (step === "road" || step === "delivered") {
      for (const [place, stop] of order.data.stops.entries()) {
        if (step === "road" && place > 0) continue;
        await person.take(order.id, "stop_arrived", { stopId: stop.id });
        await person.take(order.id, "stop_done", { stopId: stop.id });
      }
    } else order = await person.take(order.id, step);
  }
}

/** @returns ids of orders that a picture is taken of. */
export async function seed(count = 34) {
  const [ana, mihai] = [new Person("ana"), new Person("mihai")];
  const uploaded = await ana.upload(...SAMPLE_NAMES);
  for (let index = 0; index < count; index += 1) {
    const person = index % 3 === 1 ? mihai : ana;
    const order = await person.create(dataOf(index));
    await forward(person, order, pick(PATHS, index));
    if (index % 11 === 4) await person.take(order.id, "report_problem", { problem: "delay", reason: "coadă la vama Nădlac, 5 ore" }).catch(() => undefined);
    if (index % 13 === 1) await person.take(order.id, "hold", { reason: "așteptăm confirmarea clientului" });
  }
  const documents = Object.fromEntries(uploaded.results.map((result) => [result.fileName.replace(".pdf", ""), result.orderId]));
  await until(async () => (await Promise.all(Object.values(documents).map((id) => ana.get(id)))).every((order) => order.processing === 0), "the documents");
  return documents;
}
