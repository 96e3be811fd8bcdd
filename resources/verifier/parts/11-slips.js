/* What is handed to a court beside a bundle (docs/formats/slip.md): openings of hidden words, and author slips. */

const OPENING = "casebook-opening/1", AUTHOR_SLIP = "casebook-author-slip/1";
const LONGEST_OPENING = 16 * 2 ** 20, LONGEST_SLIP_LINE = 90000, MOST_COMMITMENTS = 1024;

const labelled = (label, ...pieces) => sha256(joined([utf8(`${label}\0`), ...pieces]));

/* What names a seal, whatever of it is disclosed. */
const seal_name = async (seal) => hex(await labelled("casebook/seal/1", utf8(seal.jwt)));

async function seals_by_name(verdict) {
  const found = new Map();
  for (const seal of verdict.seals) found.set(await seal_name(seal), seal);
  return found;
}

/* The lines of a text file that ends each of them, the title taken off; Malformed for anything else. */
function lines_of(bytes, title) {
  const [first, ...lines] = ascii_of(bytes).split("\n");
  if (first !== title || lines.pop() !== "" || lines.some((line) => line === "")) throw new Malformed("lines");
  return lines;
}

/* Put an opening to the seal it is for: the seal with what it opens, judged as any seal is. */
async function apply_opening(bytes, verdict) {
  const refuse = (problem) => new Refusal("BadOpening", problem);
  if (bytes.length > LONGEST_OPENING) throw refuse("too-large");
  let name, disclosures;
  try {
    const [first, ...rest] = lines_of(bytes, OPENING);
    if (!rest.length || from_base64url(first).length !== 32) throw new Malformed("opening");
    if (rest.some((line) => line.includes("~"))) throw new Malformed("opening");
    name = hex(from_base64url(first));
    disclosures = rest;
  } catch (error) {
    throw error instanceof Malformed ? refuse("form") : error;
  }
  const seal = (await seals_by_name(verdict)).get(name);
  if (!seal) throw refuse("other-bundle");
  const there = new Set(text_of(seal.token).split("~"));
  const fresh = disclosures.filter((disclosure) => !there.has(disclosure));
  if (new Set(fresh).size !== fresh.length) throw refuse("does-not-fit");
  const token = joined([seal.token, utf8(fresh.map((disclosure) => `${disclosure}~`).join(""))]);
  try {
    const opened = await verify_seal(token, seal.path);
    return { path: seal.path, before: seal.claims, claims: opened.claims, token, count: fresh.length };
  } catch (error) {
    throw error instanceof Refusal ? refuse("does-not-fit") : error;
  }
}

/* Reads the little of MessagePack a slip may hold, in its one spelling. */
class SlipReader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  fail() {
    throw new Refusal("BadSlip", "form");
  }

  take(size) {
    if (this.at + size > this.bytes.length) this.fail();
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  expect(...wanted) {
    if (!same_bytes(this.take(wanted.length), Uint8Array.from(wanted))) this.fail();
  }

  number(size) {
    return this.take(size).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  binary(size) {
    this.expect(0xc4, size);
    return this.take(size);
  }

  /* A whole number from 1 on, in the fewest bytes. */
  unsigned() {
    const first = this.number(1);
    if (first < 0x80) return first || this.fail();
    const size = { 0xcc: 1, 0xcd: 2, 0xce: 4, 0xcf: 8 }[first] ?? this.fail();
    const value = this.number(size), least = { 1: 0x80, 2: 0x100, 4: 0x10000, 8: 2 ** 32 }[size];
    return value < least || value > LARGEST ? this.fail() : value;
  }

  count() {
    const first = this.number(1);
    if (first >= 0x90 && first <= 0x9f) return first & 15;
    if (first !== 0xdc) this.fail();
    const count = this.number(2);
    return count > 15 ? count : this.fail();
  }

  text() {
    const first = this.number(1);
    let size = first & 31;
    if (first === 0xd9) size = this.number(1);
    else if (first === 0xda) size = this.number(2);
    else if (first < 0xa0 || first > 0xbf) this.fail();
    if ((first === 0xd9 && size < 32) || (first === 0xda && size < 256)) this.fail();
    try {
      return text_of(this.take(size));
    } catch {
      return this.fail();
    }
  }

  end() {
    if (this.at !== this.bytes.length) this.fail();
  }
}

function read_header(bytes) {
  const reader = new SlipReader(bytes);
  reader.expect(0x96, 1);
  const feed = reader.binary(32), seq = reader.unsigned(), prev = reader.binary(32), count = reader.count();
  if (count < 1 || count > MOST_COMMITMENTS) reader.fail();
  const commitments = Array.from({ length: count }, () => hex(reader.binary(32)));
  const start = reader.at;
  let origin = null;
  if (seq === 1) {
    reader.expect(0x93);
    const key = reader.binary(32);
    reader.binary(16);
    reader.binary(32);
    origin = { key, bytes: bytes.subarray(start) };
  } else reader.expect(0xc0);
  reader.end();
  return { feed, seq, prev, commitments, origin };
}

/* Record, kind, unit and, by the reader given, the value of a part that sets a unit and replaces nothing. */
function read_part(bytes, value_of) {
  const reader = new SlipReader(bytes);
  reader.expect(0x98);
  const salt = reader.binary(32);
  reader.expect(1);
  const record = hex(reader.binary(16)), kind = reader.text(), unit = reader.text();
  reader.expect(0);
  const value = value_of(reader, unit);
  reader.expect(0x90);
  reader.end();
  return { bytes, salt, record, kind, unit, value };
}

const commitment_of = async (part) => hex(await labelled("casebook/part/1", part.salt, part.bytes));

function read_slip(bytes) {
  const form = () => new Refusal("BadSlip", "form");
  try {
    const lines = lines_of(bytes, AUTHOR_SLIP);
    if (lines.length < 6 || lines.length > 8 || lines.some((line) => line.length > LONGEST_SLIP_LINE)) throw form();
    const [header, signature, part, first, first_signature, ...device] = lines.map(from_base64url);
    const statement = read_part(part, (reader) => {
      reader.expect(0x92);
      const named = hex(reader.binary(32));
      reader.binary(32);
      return named;
    });
    if (statement.kind !== "seal" || statement.unit !== "statement") throw form();
    const parts = device.map((each) =>
      read_part(each, (reader, unit) => (unit === "signing" ? reader.binary(32) : reader.text())),
    );
    const units = parts.map((each) => each.unit);
    const wanted = ["signing", "name", "person"].filter((unit) => units.includes(unit));
    const same = new Set(parts.map((each) => each.record)).size === 1 && parts.every((each) => each.kind === "device");
    if (units.join() !== wanted.join() || units[0] !== "signing" || !same) throw form();
    const entry = read_header(header), origin = read_header(first);
    if (signature.length !== 64 || first_signature.length !== 64 || entry.seq === 1) throw form();
    return { entry, origin, statement, parts, signed: [[signature, header], [first_signature, first]] };
  } catch (error) {
    throw error instanceof Malformed ? form() : error;
  }
}

/* Which device signed a seal of the bundle, as which entry of its journal. */
async function judge_slip(bytes, verdict) {
  const refuse = (problem) => new Refusal("BadSlip", problem);
  const { entry, origin, statement, parts, signed } = read_slip(bytes);
  const seal = (await seals_by_name(verdict)).get(statement.value);
  if (!seal) throw refuse("other-seal");
  if (!entry.commitments.slice(1).includes(await commitment_of(statement))) throw refuse("commitment");
  if (!origin.origin) throw refuse("feed");
  const feed = await labelled("casebook/feed/1", origin.origin.bytes);
  if (![origin.feed, origin.prev, entry.feed].every((each) => same_bytes(each, feed))) throw refuse("feed");
  const key = origin.origin.key;
  if (!is_strong_key(key)) throw refuse("weak-key");
  const committed = await Promise.all(parts.map(commitment_of));
  const enrolled = committed.every((each) => origin.commitments.slice(1).includes(each));
  if (!same_bytes(parts[0].value, key) || !enrolled) throw refuse("enrolment");
  for (const [signature, header] of signed) {
    const message = joined([utf8("casebook/entry/1\0"), header]);
    if ((await check_signature(key, signature, message)) !== "holds") throw refuse("signature");
  }
  const said = Object.fromEntries(parts.map((part) => [part.unit, part.value]));
  const person = said.person ?? said.name ?? "";
  return { path: seal.path, key, fingerprint: await fingerprint_of(key), person, number: entry.seq };
}
