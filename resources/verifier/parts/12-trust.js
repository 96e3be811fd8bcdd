/* Lists for the day a key is lost (docs/formats/lists.md), revoked keys, and notices that a later edition has come.
   Whether their signer may say what they say is told beside them: a signature alone says only which key signed. */

const LIST_LAYOUT = "casebook-list/1", LIST_NAMESPACE = "list@casebook";
const NOTICE_LAYOUT = "casebook-notice/1", NOTICE_NAMESPACE = "withdrawal@casebook";
const is_sum = (text) => typeof text === "string" && /^[0-9a-f]{64}$/.test(text);
const is_fingerprint = (text) => typeof text === "string" && /^SHA256:[A-Za-z0-9+/]{43}$/.test(text);

/* A signed file of plain facts: the key that signed it for one purpose, and what it says in the one spelling. */
async function read_signed(bytes, signature, namespace, kind) {
  const key = await check_ssh_signature(signature, bytes, namespace);
  try {
    const found = read_json(bytes);
    if (found instanceof Map && same_bytes(write_json(found), bytes)) return { key, found };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  throw new Refusal(kind, "form");
}

const sorted_once = (sums) => sums.every((sum, i) => is_sum(sum) && (i === 0 || sums[i - 1] < sum));

/* The list of bundles that a lost key signed before it was lost, by the key that took its place. */
async function read_list(bytes, signature) {
  const { key, found } = await read_signed(bytes, signature, LIST_NAMESPACE, "BadList");
  const bundles = found.get("bundles"), old = found.get("key");
  if (found.get("layout") !== LIST_LAYOUT) throw new Refusal("BadList", "layout");
  const right = found.size === 3 && is_fingerprint(old) && Array.isArray(bundles) && sorted_once(bundles);
  if (!right) throw new Refusal("BadList", "form");
  const signer = await fingerprint_of(key);
  if (signer === old) throw new Refusal("BadList", "own-key");
  return { signer, key, old, bundles };
}

/* The notice that one edition stands in the place of others. */
async function read_notice(bytes, signature) {
  const { key, found } = await read_signed(bytes, signature, NOTICE_NAMESPACE, "BadNotice");
  const replaces = found.get("replaces"), by = found.get("by");
  if (found.get("layout") !== NOTICE_LAYOUT) throw new Refusal("BadNotice", "layout");
  const right = found.size === 3 && Array.isArray(replaces) && sorted_once(replaces) && (by === "" || is_sum(by));
  if (!right || !replaces.length) throw new Refusal("BadNotice", "form");
  if (replaces.includes(by)) throw new Refusal("BadNotice", "itself");
  return { signer: await fingerprint_of(key), key, replaces, by };
}

/* What is known of the bundle's key once lists and revoked keys lie beside it: "known", "other", "compare" (with the
   card), "revoked" or "confirmed". A lost key is dead for every date: then only a list counts that holds this very
   bundle and is signed by a key the reader compared. */
function judge_key(verdict, expected, revoked, lists) {
  if (revoked.includes(verdict.signer)) {
    const names = lists.filter((list) => list.old === verdict.signer && list.bundles.includes(verdict.manifest));
    const counted = names.filter((list) => !revoked.includes(list.signer));
    const by = counted.find((list) => expected.includes(list.signer));
    if (by) return { state: "confirmed", by: by.signer, compared: true };
    if (counted.length && !expected.length) return { state: "confirmed", by: counted[0].signer, compared: false };
    return { state: "revoked" };
  }
  if (!expected.length) return { state: "compare" };
  return { state: expected.includes(verdict.signer) ? "known" : "other" };
}

/* What a notice means for the bundle: "none" of it, "replaced", or "not-counting" where another key signed it. */
function judge_notice(notice, verdict, revoked, lists) {
  if (!notice.replaces.includes(verdict.manifest)) return "none";
  if (revoked.includes(notice.signer)) return "not-counting";
  const successor = lists.some((list) => list.old === verdict.signer && list.signer === notice.signer);
  const own = notice.signer === verdict.signer && !revoked.includes(verdict.signer);
  return own || (revoked.includes(verdict.signer) && successor) ? "replaced" : "not-counting";
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
