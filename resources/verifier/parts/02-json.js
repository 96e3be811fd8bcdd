/* JSON with one meaning (RFC 8259, RFC 7493), read and written as the format says.

   An object is a Map, so that names keep their order and none of them means anything to the language; an array
   is an Array; a number with a point or an exponent is a Fraction, because 1 and 1.0 are two spellings. */

const DEEPEST = 64;
const LARGEST = 2 ** 53 - 1;

class Fraction {
  constructor(value) {
    this.value = value;
  }
}

class JsonReader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  fail() {
    throw new Malformed("json");
  }

  whole() {
    const value = this.value(DEEPEST);
    this.blanks();
    if (this.at !== this.text.length) this.fail();
    return value;
  }

  blanks() {
    while (" \t\n\r".includes(this.text[this.at]) && this.at < this.text.length) this.at += 1;
  }

  take(token) {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  value(depth) {
    this.blanks();
    const first = this.text[this.at];
    if (first === '"') return this.string();
    if (first === "{" || first === "[") {
      if (depth === 0) this.fail();
      this.at += 1;
      return first === "{" ? this.object(depth - 1) : this.array(depth - 1);
    }
    if (this.take("true")) return true;
    if (this.take("false")) return false;
    if (this.take("null")) return null;
    return this.number();
  }

  object(depth) {
    const found = new Map();
    this.blanks();
    if (this.take("}")) return found;
    do {
      this.blanks();
      if (this.text[this.at] !== '"') this.fail();
      const name = this.string();
      if (found.has(name)) this.fail();
      this.blanks();
      if (!this.take(":")) this.fail();
      found.set(name, this.value(depth));
      this.blanks();
    } while (this.take(","));
    if (!this.take("}")) this.fail();
    return found;
  }

  array(depth) {
    const found = [];
    this.blanks();
    if (this.take("]")) return found;
    do {
      found.push(this.value(depth));
      this.blanks();
    } while (this.take(","));
    if (!this.take("]")) this.fail();
    return found;
  }

  string() {
    // Searched by hand: over a text of many megabytes a pattern with a choice in it runs out of room.
    let end = this.at + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === "\\" ? 2 : 1;
    const token = this.text.slice(this.at, end + 1);
    this.at = end + 1;
    const value = string_of(token);
    if (value === null || !value.isWellFormed()) this.fail();
    return value;
  }

  number() {
    const token = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
    token.lastIndex = this.at;
    const found = token.exec(this.text);
    if (!found) this.fail();
    this.at = token.lastIndex;
    const value = Number(found[0]);
    if (!Number.isFinite(value)) this.fail();
    if (found[1] || found[2]) return new Fraction(value);
    if (Math.abs(value) > LARGEST) this.fail();
    return value + 0 === 0 ? 0 : value;
  }
}

/* What a token that begins with a quotation mark means, or null if it is no string (RFC 8259 section 7). */
function string_of(token) {
  try {
    return JSON.parse(token);
  } catch {
    return null;
  }
}

/* The value that UTF-8 bytes hold; Malformed for what is no JSON, or JSON two readers understand differently. */
const read_json = (bytes) => new JsonReader(text_of(bytes)).whole();

/* The only spelling of a JSON file in a bundle: names sorted, one blank a level, one line end behind. */
const write_json = (value) => utf8(`${spelt(value, "")}\n`);

function spelt(value, indent) {
  if (value instanceof Fraction) return spelt_fraction(value.value);
  if (!Array.isArray(value) && !(value instanceof Map)) return JSON.stringify(value);
  const inside = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map((part) => spelt(part, inside))
    : [...value.keys()].sort(by_code_point).map((name) => `${JSON.stringify(name)}: ${spelt(value.get(name), inside)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return parts.length ? `${open}\n${inside}${parts.join(`,\n${inside}`)}\n${indent}${close}` : open + close;
}

/* The shortest digits that mean this number, with a point, or an exponent below -4 and from 16. */
function spelt_fraction(value) {
  const [digits, exponent] = Math.abs(value).toExponential().split("e");
  const sign = Object.is(value, -0) || value < 0 ? "-" : "";
  const figures = digits.replace(".", ""), power = Number(exponent);
  if (power < -4 || power >= 16) {
    const size = String(Math.abs(power)).padStart(2, "0");
    return `${sign}${digits}e${power < 0 ? "-" : "+"}${size}`;
  }
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${figures}`;
  const before = figures.slice(0, power + 1).padEnd(power + 1, "0");
  return `${sign}${before}.${figures.slice(power + 1) || "0"}`;
}
