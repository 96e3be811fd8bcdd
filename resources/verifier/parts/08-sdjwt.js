/* Signed claims of which each is shown or kept back (SD-JWT, RFC 9901), read strictly: docs/formats/seal.md, "Reading".

   Everything section 7.1 says MUST be rejected is, and what two readers could understand differently. A hidden element
   of an array is not dropped: HIDDEN stands in its place. */

const HIDDEN = Symbol("hidden");
const RESERVED = ["_sd", "_sd_alg", "..."];
const LONGEST_TOKEN = 64 * 2 ** 20, MOST_DISCLOSURES = 200000;
const bad_token = (problem) => new Refusal("BadSdJwt", problem);

const digest_of_text = async (text) => base64url(await sha256(utf8(text)));

function decoded(text, problem) {
  try {
    return from_base64url(text);
  } catch {
    throw bad_token(problem);
  }
}

function decoded_json(text, problem) {
  try {
    return read_json(from_base64url(text));
  } catch (error) {
    if (error instanceof Malformed) throw bad_token(problem);
    throw error;
  }
}

/* Prove a token, which must be of one type and signed by the key in its own header. */
async function verify_token(bytes, type) {
  if (bytes.length > LONGEST_TOKEN) throw bad_token("too-large");
  if (bytes.some((byte) => byte > 127)) throw bad_token("form");
  const [jwt, ...disclosures] = text_of(bytes).split("~");
  if (!disclosures.length) throw bad_token("form");
  if (disclosures.pop()) throw bad_token("key-binding");
  const { key, payload } = await verify_jwt(jwt, type);
  return { key, jwt, opened: await open_claims(payload, disclosures) };
}

async function verify_jwt(jwt, type) {
  const parts = jwt.split(".");
  if (parts.length !== 3) throw bad_token("form");
  const signature = decoded(parts[2], "form");
  const header = decoded_json(parts[0], "form"), payload = decoded_json(parts[1], "form");
  const key = header_key(header, type);
  const verdict = await check_signature(key, signature, utf8(`${parts[0]}.${parts[1]}`));
  if (verdict !== "holds") throw bad_token(verdict);
  if (!(payload instanceof Map)) throw bad_token("form");
  return { key, payload };
}

/* The key of a header that is exactly that of a seal. */
function header_key(header, type) {
  const jwk = header instanceof Map ? header.get("jwk") : null;
  const right =
    jwk instanceof Map && header.size === 3 && header.get("alg") === "Ed25519" && header.get("typ") === type &&
    jwk.size === 3 && jwk.get("kty") === "OKP" && jwk.get("crv") === "Ed25519" && typeof jwk.get("x") === "string";
  if (!right) throw bad_token("header");
  return decoded(jwk.get("x"), "form");
}

/* Put disclosures into the places their digests have in a payload (section 7.1, steps 2.4 to 5). */
async function open_claims(payload, disclosures) {
  if (payload.has("_sd_alg") && payload.get("_sd_alg") !== "sha-256") throw bad_token("hash");
  if (disclosures.length > MOST_DISCLOSURES) throw bad_token("too-large");
  const given = new Map();
  for (const text of disclosures) given.set(await digest_of_text(text), text);
  if (given.size !== disclosures.length) throw bad_token("twice");
  const opener = new Opener(given);
  const claims = opener.object(new Map([...payload].filter(([name]) => name !== "_sd_alg")), 0);
  if (opener.shown !== given.size) throw bad_token("unreferenced");
  return { claims, hidden_elements: opener.hidden_elements, unopened: opener.unopened };
}

class Opener {
  constructor(given) {
    this.given = given;
    this.seen = new Set();
    this.shown = 0;
    this.hidden_elements = 0;
    this.unopened = 0;
  }

  open(claim, depth) {
    if (depth > DEEPEST) throw bad_token("too-large");
    if (claim instanceof Map) return this.object(claim, depth);
    if (Array.isArray(claim)) return claim.map((part) => this.element(part, depth + 1));
    return claim;
  }

  object(claims, depth) {
    if (claims.has("...") || claims.has("_sd_alg")) throw bad_token("claim");
    const found = new Map();
    for (const [name, claim] of claims) if (name !== "_sd") found.set(name, this.open(claim, depth + 1));
    const digests = claims.has("_sd") ? claims.get("_sd") : [];
    if (!Array.isArray(digests)) throw bad_token("digest");
    for (const digest of digests) {
      const content = this.take(digest);
      if (content === HIDDEN) {
        this.unopened += 1;
        continue;
      }
      const form = Array.isArray(content) && content.length === 3;
      if (!form || typeof content[0] !== "string" || typeof content[1] !== "string") throw bad_token("disclosure");
      const [, name, value] = content;
      if (RESERVED.includes(name) || found.has(name)) throw bad_token("claim");
      this.shown += 1;
      found.set(name, this.open(value, depth + 1));
    }
    return found;
  }

  element(claim, depth) {
    if (!(claim instanceof Map) || !claim.has("...")) return this.open(claim, depth);
    if (claim.size !== 1) throw bad_token("claim");
    const content = this.take(claim.get("..."));
    if (content === HIDDEN) {
      this.hidden_elements += 1;
      return HIDDEN;
    }
    if (!Array.isArray(content) || content.length !== 2 || typeof content[0] !== "string") throw bad_token("disclosure");
    this.shown += 1;
    return this.open(content[1], depth);
  }

  /* What the disclosure of a digest says, or HIDDEN if it was not given. No digest may be met twice. */
  take(digest) {
    if (typeof digest !== "string" || decoded(digest, "digest").length !== 32) throw bad_token("digest");
    if (this.seen.has(digest)) throw bad_token("twice");
    this.seen.add(digest);
    return this.given.has(digest) ? decoded_json(this.given.get(digest), "disclosure") : HIDDEN;
  }
}
