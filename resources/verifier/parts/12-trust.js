/* Lists for the day a key is lost (docs/formats/lists.md), revoked keys, and notices that a later edition has come.
   Whether their signer may say what they say is told beside them: a signature alone says only which key signed. */

const LIST_LAYOUT = "casebook-list/1", LIST_NAMESPACE = "list@casebook";
const NOTICE_LAYOUT = "casebook-notice/1", NOTICE_NAMESPACE = "withdrawal@casebook";
const is_sum = (text) => typeof text === "string" && /^[0-9a-f]{64}$/.test(text);
const is_fingerprint = (text) => typeof text === "string" && /^SHA256:[A-Za-z0-9+/]{43}$/.test(text);

const LARGEST_LIST = 8 * 2 ** 20, LARGEST_NOTICE = 2 ** 20;

/* What a file of plain facts says that has just these names and this layout; refused as one of a kind. */
function read_object(bytes, kind, names, layout) {
  let found = null;
  try {
    found = read_json(bytes);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  const right = found instanceof Map && found.size === names.length && names.every((name) => found.has(name));
  if (!right) throw new Refusal(kind, "form");
  if (found.get("layout") !== layout) throw new Refusal(kind, "layout");
  return found;
}

/* The one spelling: names sorted, sums sorted, nothing twice. */
function check_spelling(found, sums, bytes, kind) {
  const sorted = sums.every((sum, i) => i === 0 || sums[i - 1] < sum);
  if (!sorted || !same_bytes(write_json(found), bytes)) throw new Refusal(kind, "form");
}

/* The list of bundles that a lost key signed before it was lost, by the key that took its place. */
async function read_list(bytes, signature) {
  const refuse = (problem) => new Refusal("BadList", problem);
  if (bytes.length > LARGEST_LIST) throw refuse("too-large");
  const key = await check_ssh_signature(signature, bytes, LIST_NAMESPACE);
  const found = read_object(bytes, "BadList", ["layout", "key", "bundles"], LIST_LAYOUT);
  const old = found.get("key"), bundles = found.get("bundles");
  if (!is_fingerprint(old)) throw refuse("key");
  if (!Array.isArray(bundles) || !bundles.every(is_sum)) throw refuse("bundles");
  check_spelling(found, bundles, bytes, "BadList");
  const signer = await fingerprint_of(key);
  if (signer === old) throw refuse("own-key");
  return { signer, key, old, bundles };
}

/* The notice that one edition stands in the place of others. */
async function read_notice(bytes, signature) {
  const refuse = (problem) => new Refusal("BadNotice", problem);
  if (bytes.length > LARGEST_NOTICE) throw refuse("too-large");
  const found = read_object(bytes, "BadNotice", ["layout", "replaces", "by"], NOTICE_LAYOUT);
  const replaces = found.get("replaces"), by = found.get("by");
  if (!Array.isArray(replaces) || !replaces.length || !replaces.every(is_sum)) throw refuse("bundles");
  if (by !== "" && !is_sum(by)) throw refuse("bundles");
  if (replaces.includes(by)) throw refuse("itself");
  check_spelling(found, replaces, bytes, "BadNotice");
  const key = await check_ssh_signature(signature, bytes, NOTICE_NAMESPACE);
  return { signer: await fingerprint_of(key), key, replaces, by };
}

/* The fingerprints of lost keys, one public-key line each. A line that is none is refused: passed over, it would leave
   a lost key trusted. */
async function read_revoked(bytes) {
  const found = [];
  for (const [i, raw] of binary_of(bytes).split("\n").entries()) {
    const line = raw.trim();
    if (!line || line.startsWith("#")) continue;
    const keys = /^ssh-ed25519 [A-Za-z0-9+/]{68}(?: |$)/.test(line) ? keys_in(line) : [];
    if (!keys.length) throw new Refusal("BadRevocation", "", [], { line: i + 1 });
    found.push(await fingerprint_of(keys[0]));
  }
  return found;
}

/* What is known of the bundle's key once lists and revoked keys lie beside it: "known", "other", "compare" (with the
   card), "revoked", "confirmed", or "unconfirmed" until the list's own key is compared. A lost key is dead for every date:
   then only a list counts that holds this very bundle and is signed by a key the reader compared. */
function judge_key(verdict, expected, revoked, lists) {
  if (revoked.includes(verdict.signer)) {
    const names = lists.filter((list) => list.old === verdict.signer && list.bundles.includes(verdict.manifest));
    const counted = names.filter((list) => !revoked.includes(list.signer));
    const by = counted.find((list) => expected.includes(list.signer));
    if (by) return { state: "confirmed", by: by.signer, key: by.key };
    if (counted.length && !expected.length) return { state: "unconfirmed", by: counted[0].signer, key: counted[0].key };
    return { state: "revoked" };
  }
  if (!expected.length) return { state: "compare" };
  return { state: expected.includes(verdict.signer) ? "known" : "other" };
}

/* What a notice means for the bundle: "none" of it, "replaced", or "not-counting" where another key signed it. After a
   loss it counts from the key that confirms this very bundle, once that was compared: anybody can write a list. */
function judge_notice(notice, verdict, revoked, lists, expected) {
  if (!notice.replaces.includes(verdict.manifest)) return "none";
  if (revoked.includes(notice.signer)) return "not-counting";
  if (!revoked.includes(verdict.signer)) return notice.signer === verdict.signer ? "replaced" : "not-counting";
  const confirming = lists.filter((list) => list.old === verdict.signer && list.bundles.includes(verdict.manifest));
  const successor = expected.includes(notice.signer) && confirming.some((list) => list.signer === notice.signer);
  return successor ? "replaced" : "not-counting";
}

/* The fingerprints a reader typed or dropped: fingerprints, key lines, or the 12 words of one of the keys at hand. */
async function expected_of(text, keys) {
  const found = (text.match(/SHA256:[A-Za-z0-9+/]{43}(?![A-Za-z0-9+/])/g) ?? []).slice();
  for (const key of keys_in(text)) found.push(await fingerprint_of(key));
  const words = text.toLowerCase().replaceAll("ё", "е").match(/\p{L}+/gu) ?? [];
  if (found.length || words.length !== 12) return { found, understood: found.length > 0 || !text.trim() };
  const plain = (list) => list.join(" ").replaceAll("ё", "е");
  for (const list of [WORD_LISTS.en, WORD_LISTS.ru].map((each) => each.split(" "))) {
    const known = list.map((word) => word.replaceAll("ё", "е"));
    if (!words.every((word) => known.includes(word))) continue;
    for (const key of keys) {
      if (plain(await fingerprint_words(key, list)) === plain(words)) return { found: [await fingerprint_of(key)], understood: true };
    }
    return { found: [`${plain(words)}`], understood: true };
  }
  return { found, understood: false };
}
