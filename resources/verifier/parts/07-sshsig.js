/* Signatures as ssh-keygen writes them (OpenSSH, PROTOCOL.sshsig): Ed25519, one spelling, one purpose. */

const SSH_BEGIN = "-----BEGIN SSH SIGNATURE-----\n", SSH_END = "-----END SSH SIGNATURE-----\n";
const SSH_KEY_TYPE = "ssh-ed25519";
const bad_signature = (problem) => new Refusal("BadSignature", problem);

function ssh_string(bytes) {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, bytes.length);
  return joined([size, bytes]);
}

const key_blob = (key) => joined([ssh_string(utf8(SSH_KEY_TYPE)), ssh_string(key)]);

class SshFields {
  constructor(bytes) {
    this.rest = bytes;
  }

  string() {
    const size = this.rest.length < 4 ? 0 : new DataView(this.rest.buffer, this.rest.byteOffset).getUint32(0);
    if (this.rest.length < 4 + size) throw bad_signature("form");
    const found = this.rest.slice(4, 4 + size);
    this.rest = this.rest.slice(4 + size);
    return found;
  }

  /* The one string behind the key's type, which must be Ed25519. */
  of_type() {
    if (!same_bytes(this.string(), utf8(SSH_KEY_TYPE))) throw bad_signature("key-type");
    const found = this.string();
    this.end();
    return found;
  }

  end() {
    if (this.rest.length) throw bad_signature("form");
  }
}

function disarmed(bytes) {
  if (bytes.length > 4096) throw bad_signature("armour");
  try {
    const text = ascii_of(bytes);
    const blob = from_base64(text.slice(SSH_BEGIN.length, -SSH_END.length).replaceAll("\n", ""));
    const lines = base64(blob).match(/.{1,70}/g) ?? [];
    if (SSH_BEGIN + lines.map((line) => `${line}\n`).join("") + SSH_END === text) return blob;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  throw bad_signature("armour");
}

/* The key that signed a message for one purpose; refused unless the signature holds. */
async function check_ssh_signature(signature, message, namespace) {
  const blob = disarmed(signature);
  const magic = joined([utf8("SSHSIG"), new Uint8Array([0, 0, 0, 1])]);
  if (!same_bytes(blob.subarray(0, magic.length), magic)) throw bad_signature("form");
  const fields = new SshFields(blob.slice(magic.length));
  const key_part = new SshFields(fields.string());
  const space = fields.string(), reserved = fields.string(), hash = binary_of(fields.string());
  const inner = new SshFields(fields.string());
  fields.end();
  if (!same_bytes(space, utf8(namespace))) throw bad_signature("namespace");
  if (reserved.length) throw bad_signature("form");
  if (hash !== "sha512" && hash !== "sha256") throw bad_signature("hash");
  const key = key_part.of_type(), value = inner.of_type();
  if (value.length !== 64) throw bad_signature("form");
  const digest = hash === "sha512" ? await sha512(message) : await sha256(message);
  const parts = [space, reserved, utf8(hash), digest].map(ssh_string);
  const verdict = await check_signature(key, value, joined([utf8("SSHSIG"), ...parts]));
  if (verdict !== "holds") throw bad_signature(verdict);
  return key;
}

/* As ssh-keygen prints it. */
const fingerprint_of = async (key) => `SHA256:${base64(await sha256(key_blob(key))).replace(/=+$/, "")}`;

/* The first 132 bits of the same hash, 11 a word, as 12 words of a list of 2,048. */
function words_of(digest, list) {
  let bits = BigInt(`0x${hex(digest)}`) >> 124n;
  const words = [];
  for (let i = 0; i < 12; i += 1) {
    words.unshift(list[Number(bits & 2047n)]);
    bits >>= 11n;
  }
  return words;
}

const fingerprint_words = async (key, list) => words_of(await sha256(key_blob(key)), list);

/* The keys in lines as OpenSSH keeps them: public keys, lists of allowed signers, lists of revoked keys. */
function keys_in(text) {
  const keys = [];
  for (const line of text.split("\n")) {
    const found = /(?:^|\s)ssh-ed25519 ([A-Za-z0-9+/]{68})(?:\s|$)/.exec(line);
    if (!found || line.startsWith("#")) continue;
    const key = bytes_of_binary(atob(found[1])).slice(-32);
    if (base64(key_blob(key)) === found[1] && is_strong_key(key)) keys.push(key);
  }
  return keys;
}
