/* Bytes, texts and encodings: one spelling each, or refused. Nothing here knows what a bundle is. */

class Refusal extends Error {
  /* Why something is refused: the kind of error, its code, and the files concerned. The sentence is in the texts. */
  constructor(kind, problem = "", paths = [], facts = {}) {
    super(`${kind} ${problem}`);
    this.kind = kind;
    this.problem = problem;
    this.paths = paths;
    this.facts = facts;
  }
}

class Malformed extends Error {}

const UTF8_OUT = new TextEncoder();
const utf8 = (text) => UTF8_OUT.encode(text);

/* The text of UTF-8 bytes, a byte order mark kept; Malformed if they are none. */
function text_of(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed("utf-8");
  }
}

/* The text of ASCII bytes; Malformed for any other byte. */
function ascii_of(bytes) {
  for (const byte of bytes) if (byte > 127) throw new Malformed("ascii");
  return text_of(bytes);
}

function joined(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function same_bytes(one, other) {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i += 1) if (one[i] !== other[i]) return false;
  return true;
}

const starts_with = (bytes, text) => same_bytes(bytes.subarray(0, text.length), utf8(text));

/* Where the ASCII text stands in the bytes first, or -1. */
function find_bytes(bytes, text) {
  const wanted = utf8(text);
  for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    if (at + wanted.length > bytes.length) return -1;
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function bytes_of_binary(binary) {
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

function binary_of(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return binary;
}

const base64 = (bytes) => btoa(binary_of(bytes));
const base64url = (bytes) => base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/* The bytes of base 64 in its one spelling, URL alphabet and no padding (RFC 7515 section 2). */
function from_base64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new Malformed("base64");
  const bytes = bytes_of_binary(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
  if (base64url(bytes) !== text) throw new Malformed("base64");
  return bytes;
}

/* The bytes of base 64 with padding, in its one spelling (RFC 4648 section 4). */
function from_base64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) throw new Malformed("base64");
  const bytes = bytes_of_binary(atob(text));
  if (base64(bytes) !== text) throw new Malformed("base64");
  return bytes;
}

/* As Python and the format order texts: by code point, not by the halves UTF-16 makes of some. */
function by_code_point(one, other) {
  const a = Array.from(one), b = Array.from(other);
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const difference = a[i].codePointAt(0) - b[i].codePointAt(0);
    if (difference) return difference;
  }
  return a.length - b.length;
}
