/* Ed25519 (RFC 8032) by the browser, with the keys refused under which one signature fits every text. */

const P25519 = 2n ** 255n - 19n;
const ORDER_EIGHT = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
/* The y coordinates of the eight points whose order divides 8, each shared by a point and its negative. */
const SMALL_ORDER = [0n, 1n, P25519 - 1n, ORDER_EIGHT, P25519 - ORDER_EIGHT];

/* Whether 32 bytes are a public key that binds a signature to its text: canonical, and not of small order. */
function is_strong_key(key) {
  if (key.length !== 32) return false;
  const y = BigInt(`0x${hex(Uint8Array.from(key).reverse())}`) & (2n ** 255n - 1n);
  return y < P25519 && !SMALL_ORDER.includes(y);
}

/* "holds", "weak-key" or "signature". */
async function check_signature(key, signature, message) {
  if (!is_strong_key(key)) return "weak-key";
  let holds = false;
  try {
    const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    holds = signature.length === 64 && (await crypto.subtle.verify("Ed25519", imported, signature, message));
  } catch (error) {
    if (error.name === "NotSupportedError") throw error;
  }
  return holds ? "holds" : "signature";
}

/* The first test of RFC 8032 section 7.1: whether this browser can check such signatures at all. */
async function browser_is_able() {
  const key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  const signature =
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
  const of = (digits) => Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));
  try {
    return (
      "isWellFormed" in String.prototype &&
      (await check_signature(of(key), of(signature), new Uint8Array(0))) === "holds"
    );
  } catch {
    return false;
  }
}
