/* A bundle becomes a verdict. What it says, and nothing more: unchanged since this key signed it; what is hidden was
   fixed then. Every field of a verdict was checked; a bundle that fails is refused with the reason. */

const LAYOUT = "casebook-bundle/1", NAMESPACE = "bundle@casebook", SEAL_TYPE = "casebook-seal+sd-jwt";
const FOLDER = "bundle/", SIGNATURE = "tagmanifest-sha256.txt.sig", SEALS = "data/records/";
const RECORDS = "data/records.json", REMOVALS = "data/redactions.json", PADDING = "data/padding.bin";
const PSEUDONYMS = "data/pseudonyms.json", FILES_LIST = "data/files.json";
const AT_ONCE = 128 * 2 ** 20;
const altered = (problem, paths = []) => new Refusal("BundleAltered", problem, paths);

const seal_path = (number) => `${SEALS}${String(number).padStart(4, "0")}.sdjwt`;
const is_attached = (path) => /^data\/files\/[0-9]{4,}\.(?:jpg|png|pdf|txt|flac)$/.test(path);

/* Whether a payload file may be in a bundle at all: the list is closed. */
const is_listed = (path) =>
  ["data/report.pdf", "data/report.html", RECORDS, REMOVALS, PADDING, PSEUDONYMS, FILES_LIST].includes(path) ||
  /^data\/records\/[0-9]{4,}\.sdjwt$/.test(path) ||
  is_attached(path);

/* What is kept whole in memory: everything but reports, attached files and padding. */
const is_kept = (path) => !path.startsWith("data/") || path.endsWith(".sdjwt") || path.endsWith(".json");

async function verify_bundle(blob, progress = () => {}) {
  const source = new Source(blob);
  await refuse_strangers(source);
  progress("archive", 0, 1);
  const files = await read_files(source, progress);
  refuse_bag("missing", [TAG_MANIFEST, SIGNATURE].filter((name) => !files.has(name)).slice(0, 1));
  const signed = files.get(TAG_MANIFEST).bytes;
  const key = await check_ssh_signature(files.get(SIGNATURE).bytes, signed, NAMESPACE);
  const bag = check_bag(files, [SIGNATURE]);
  if (bag.layout !== LAYOUT) throw altered("layout");
  const unlisted = bag.payload.filter((path) => !is_listed(path)).sort();
  if (unlisted.length) throw altered("unlisted", unlisted);
  if (files.has(PADDING) && !files.get(PADDING).zeros) throw altered("layout", [PADDING]);
  const seals = await verify_seals(files, progress);
  return {
    key,
    signer: await fingerprint_of(key),
    identifier: bag.identifier,
    manifest: files.get(TAG_MANIFEST).sum,
    files: bag.payload.length,
    size: bag.octets,
    seals,
    hidden: seals.reduce((sum, seal) => sum + hidden_in(seal.claims), 0),
    removals: removals_of(files),
    pseudonyms: pseudonyms_of(files),
    attached: attached_of(files),
  };
}

/* What is no archive, or somebody else's, is told apart from a bundle that was altered. */
async function refuse_strangers(source) {
  const head = await source.bytes(0, 2 ** 17);
  const marked = find_bytes(head.subarray(0, 2 ** 16), "PK\x03\x04") >= 0;
  if (!marked) throw new Refusal("NotABundle", starts_with(head, "age-encryption.org/") ? "encrypted" : "");
  if (find_bytes(head, FOLDER) < 0) throw new Refusal("NotABundle");
}

/* Every file by its path in the bag: its size, its sum, and its bytes where they are needed again. */
async function read_files(source, progress) {
  const members = await read_archive(source);
  const outside = members.map((member) => member.name).filter((name) => !name.startsWith(FOLDER));
  if (outside.length) throw altered("unlisted", outside.sort());
  const files = new Map(), total = members.reduce((sum, member) => sum + member.size, 0);
  let done = 0;
  for (const member of members) {
    const path = member.name.slice(FOLDER.length), kept = [], hash = new Sha256();
    const keep = is_kept(path), small = member.size <= AT_ONCE;
    let zeros = true;
    for await (const piece of pieces_of(source, member)) {
      if (keep || small) kept.push(piece.slice());
      if (!small) hash.add(piece);
      if (path === PADDING) zeros &&= piece.every((byte) => byte === 0);
      done += piece.length;
      progress("files", done, total);
    }
    const bytes = joined(kept);
    const sum = hex(small ? await sha256(bytes) : hash.sum());
    files.set(path, { size: member.size, sum, bytes: keep ? bytes : null, zeros });
  }
  return files;
}

/* Every seal holds, each under a key of its own, and records.json says just what their disclosures say. */
async function verify_seals(files, progress) {
  const by_number = (one, other) => one.length - other.length || (one < other ? -1 : 1);
  const paths = [...files.keys()].filter((path) => path.startsWith(SEALS)).sort(by_number);
  const wanted = paths.map((_, i) => seal_path(i + 1));
  if (paths.join() !== wanted.join()) throw altered("numbering", paths.slice(0, 3));
  const seals = [], keys = new Set();
  for (const [i, path] of paths.entries()) {
    progress("seals", i, paths.length);
    const seal = await verify_seal(files.get(path).bytes, path);
    if (keys.has(hex(seal.key))) throw altered("seal-keys", [path]);
    keys.add(hex(seal.key));
    seals.push(seal);
  }
  const facts = seals.map((seal) => facts_of(seal.claims));
  const said = files.get(RECORDS);
  if (!said || !same_bytes(said.bytes, write_json(facts))) throw altered("records", [RECORDS]);
  return seals;
}

async function verify_seal(bytes, path) {
  let token;
  try {
    token = await verify_token(bytes, SEAL_TYPE);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal("SealBroken", error.problem, [path]);
  }
  const claims = token.opened.claims, version = claims.get("v");
  claims.delete("v");
  if (version !== 1 || typeof claims.get("kind") !== "string") throw altered("seal-type", [path]);
  return { path, key: token.key, jwt: token.jwt, claims, token: bytes };
}

/* A file of plain facts in the one spelling, or null where the bundle has none. */
function read_plain(files, path) {
  if (!files.has(path)) return null;
  try {
    const found = read_json(files.get(path).bytes);
    if (same_bytes(write_json(found), files.get(path).bytes)) return found;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  throw altered("layout", [path]);
}

/* What the list of attachments says, each with its file where one is attached. The list names every attached file once,
   by its number, and no other; and what each is about. */
function attached_of(files) {
  const listed = read_plain(files, FILES_LIST), number = (path) => parseInt(path.slice("data/files/".length), 10);
  const there = [...files.keys()].filter(is_attached).sort((one, other) => number(one) - number(other) || (one < other ? -1 : 1));
  if (!there.length && !files.has(FILES_LIST)) return [];
  const right = Array.isArray(listed) && listed.every((each) => {
    const about = each instanceof Map ? each.get("about") : null;
    const named = Array.isArray(about) && about.length > 0 && about.every((record) => typeof record === "string");
    return named && typeof (each.get("file") ?? "") === "string";
  });
  const named = right ? listed.filter((each) => each.has("file")).map((each) => `data/${each.get("file")}`) : [];
  if (!right || named.length !== there.length || named.some((path, i) => path !== there[i])) throw altered("layout", [FILES_LIST]);
  const numbered = there.every((path, i) => path.startsWith(`data/files/${String(i + 1).padStart(4, "0")}.`));
  if (!numbered) throw altered("numbering", there.slice(0, 3));
  return listed.map((each) => ({ said: each, path: `data/${each.get("file")}`, file: files.get(`data/${each.get("file")}`) ?? null }));
}

/* The other names by the ids of those who bear them; null where nobody does. */
function pseudonyms_of(files) {
  const found = read_plain(files, PSEUDONYMS);
  const right = found instanceof Map && [...found.values()].every((name) => typeof name === "string");
  if (files.has(PSEUDONYMS) && !right) throw altered("layout", [PSEUDONYMS]);
  return found;
}

/* How many places the bundle says were taken out; -1 where it does not say. */
function removals_of(files) {
  if (!files.has(REMOVALS)) return -1;
  const found = read_plain(files, REMOVALS);
  const count = found instanceof Map && found.size === 1 ? found.get("removals") : null;
  if (!Number.isInteger(count) || count < 0) throw altered("layout", [REMOVALS]);
  return count;
}
