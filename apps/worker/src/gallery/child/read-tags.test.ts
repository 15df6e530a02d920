import { readPhotoFacts } from "@homeport/gallery/decode";
import sharp from "sharp";
import { expect, test } from "vitest";
import { readTags } from "./read-tags.ts";

const xmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmp:Rating="4" xmp:CreateDate="1999-01-01T00:00:00">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Harbour</rdf:li></rdf:Alt></dc:title>
<dc:subject><rdf:Bag><rdf:li>Sea</rdf:li><rdf:li>Boats</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

const plain = () =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } }).jpeg();

function dataSet(record: number, number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x1c, record, number, 0, bytes.length]), bytes]);
}

/** A JPEG with an IPTC block of these data sets, as programs for photos write one. */
async function withIptc(...dataSets: Buffer[]): Promise<Buffer> {
  const records = Buffer.concat(dataSets);
  const pad = Buffer.alloc(records.length % 2);
  const head = Buffer.from("Photoshop 3.0\0" + "8BIM\x04\x04\0\0\0\0\0", "latin1");
  const block = Buffer.concat([head, Buffer.from([records.length]), records, pad]);
  const jpeg = await plain().toBuffer();
  const segment = Buffer.from([0xff, 0xed, 0, block.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, block, jpeg.subarray(2)]);
}

async function factsOf(file: Buffer) {
  return readPhotoFacts(await readTags(await sharp(file).metadata()), Date.now());
}

const caption = (bytes: Buffer) => dataSet(2, 120, bytes);

test("title, rating and keywords come from XMP, and the time only from EXIF", async () => {
  expect(await factsOf(await plain().withXmp(xmp).toBuffer())).toMatchObject({
    ...{ title: "Harbour", rating: 4, keywords: ["Sea", "Boats"], takenLocal: null },
  });
});

test("what XMP does not say comes from IPTC, whose texts are Latin-1", async () => {
  const keywords = ["Quay", "Ship"].map((word) => dataSet(2, 25, Buffer.from(word)));
  const file = await withIptc(
    dataSet(2, 5, Buffer.from("Pier")),
    caption(Buffer.from("Übersee", "latin1")),
    ...keywords,
  );
  expect(await factsOf(file)).toMatchObject({
    ...{ title: "Pier", caption: "Übersee", keywords: ["Quay", "Ship"] },
  });
});

test("IPTC with its mark for UTF-8 is read as that", async () => {
  const mark = dataSet(1, 90, Buffer.from([0x1b, 0x25, 0x47]));
  expect(await factsOf(await withIptc(mark, caption(Buffer.from("Übersee ⚓"))))).toMatchObject({
    caption: "Übersee ⚓",
  });
});

test("blocks that cannot be read say nothing", async () => {
  const rubbish = Buffer.from("<x:xmpmeta <<< \u0000");
  expect(await readTags({ exif: rubbish, xmp: rubbish, iptc: rubbish })).toEqual({});
  const huge = Buffer.alloc(2 * 1024 * 1024, "<dc:title>");
  expect(await readTags({ xmp: huge, iptc: huge })).toEqual({});
});
