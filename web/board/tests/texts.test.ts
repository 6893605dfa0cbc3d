// @vitest-environment happy-dom
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { laidOut, marked, readMail } from "../src/order/texts.js";

describe("values in a text", () => {
  const read = [{ path: "reference", raw: "CT-118" }, { path: "sale.amount", raw: "11" }, { path: "client.name", raw: "Ceramica S.A." }];

  test("are marked where they are found, as whole words", () => {
    const pieces = marked("Ref. CT-118 de la Ceramica S.A.: 11 paleți", read);
    expect(pieces.filter((one) => one.path !== null)).toEqual([
      { text: "CT-118", path: "reference" }, { text: "Ceramica S.A.", path: "client.name" }, { text: "11", path: "sale.amount" },
    ]);
  });

  test("are left out where they are not", () => {
    expect(marked("1118", read)).toEqual([{ text: "1118", path: null }]);
    expect(marked("x", [{ path: "a", raw: " " }])).toEqual([{ text: "x", path: null }]);
  });

  test("never change the text", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.record({ path: fc.string(), raw: fc.string() })), (text, values) => {
        expect(marked(text, values).map((piece) => piece.text).join("")).toBe(text);
      }),
    );
  });
});

test("XML is laid out; what is no XML stays as it is", () => {
  expect(laidOut('<a x="1"><b>t</b><c/></a>')).toBe('<a x="1">\n  <b>t</b>\n  <c/>\n</a>');
  expect(laidOut("not <xml")).toBe("not <xml");
});

describe("a mail", () => {
  const read = (...lines: string[]) => readMail(new Blob([lines.join("\r\n")]));

  test("is read in its parts", async () => {
    const mail = await read(
      "From: Ana Pop <ana@firma.ro>", "To: dispecerat@freightwire.test", "Subject: =?utf-8?q?Comand=C4=83_Cluj_=E2=80=93_Linz?=", "MIME-Version: 1.0",
      'Content-Type: multipart/mixed; boundary="x"', "", "--x", "Content-Type: text/plain; charset=utf-8", "", "Bună ziua, 24 t.", "--x",
      'Content-Type: application/pdf; name="comanda.pdf"', "Content-Disposition: attachment; filename=comanda.pdf", "Content-Transfer-Encoding: base64", "", "JVBERg==", "--x--", "",
    );
    expect(mail).toMatchObject({ subject: "Comandă Cluj – Linz", body: "Bună ziua, 24 t.", attachments: [{ name: "comanda.pdf", bytes: 4 }] });
    expect(mail.heads[0]).toEqual(["from", "Ana Pop <ana@firma.ro>"]);
  });

  test("of HTML alone is text without its scripts", async () => {
    const mail = await read("From: a@b.ro", "Content-Type: text/html", "", "<style>p{}</style><p>Preț <b>980</b> EUR</p><script>alert(1)</script><p>Linz</p>");
    expect(mail.body).toContain("Preț 980 EUR");
    expect(mail.body).toContain("Linz");
    expect(mail.body).not.toContain("alert");
  });
});
