/* Zip archives (PKWARE APPNOTE 6.3), the closed subset a bundle is written in: each header is compared with the one
   the writer writes; nothing before, between or behind the files. Reads a file of the computer piece by piece. */

const END_SIZE = 22, LOCAL_SIZE = 30, CENTRAL_SIZE = 46;
const FILE_MODE = 0o100644 * 65536;
const FIRST_DAY = (1 << 5) | 1;
const MOST_MEMBERS = 20000, LARGEST_MEMBER = 2 ** 30, LARGEST_TOTAL = 2 ** 31;
const WINDOW = 4 * 2 ** 20;
const LONGEST_NAME = 120;

const bad_archive = (problem) => new Refusal("BadArchive", problem);

/* A file, read in pieces; small reads that stand beside each other cost one. */
class Source {
  constructor(blob) {
    this.blob = blob;
    this.size = blob.size;
    this.start = 0;
    this.window = new Uint8Array(0);
  }

  async bytes(start, end) {
    const last = Math.min(end, this.size);
    if (start < this.start || last > this.start + this.window.length) {
      const piece = this.blob.slice(start, Math.max(last, Math.min(start + WINDOW, this.size)));
      this.window = new Uint8Array(await piece.arrayBuffer());
      this.start = start;
    }
    return this.window.subarray(start - this.start, Math.max(start, last) - this.start);
  }
}

const SEGMENT = /^[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;
const DEVICE = /^(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:\..*)?$/i;

/* Whether a path means the same on every system. */
const is_portable = (path) =>
  path.length <= LONGEST_NAME && path.split("/").every((part) => SEGMENT.test(part) && !DEVICE.test(part));

/* Whether paths can be files of one tree everywhere: no two alike but for case, and none a folder. */
function stand_together(paths) {
  const files = new Set(), folders = new Map();
  for (const path of paths) {
    const small = path.toLowerCase();
    if (files.has(small)) return false;
    files.add(small);
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end), key = folder.toLowerCase();
      if (folders.has(key) && folders.get(key) !== folder) return false;
      folders.set(key, folder);
    }
  }
  return ![...files].some((file) => folders.has(file));
}

function local_header(member) {
  const view = new DataView(new ArrayBuffer(LOCAL_SIZE));
  [0x04034b50, 20, 0, 0, 0, FIRST_DAY].reduce((at, field, i) => {
    if (i === 0) view.setUint32(at, field, true);
    else view.setUint16(at, field, true);
    return at + (i === 0 ? 4 : 2);
  }, 0);
  [member.crc, member.size, member.size].forEach((field, i) => view.setUint32(14 + 4 * i, field, true));
  view.setUint16(26, member.name.length, true);
  return joined([new Uint8Array(view.buffer), utf8(member.name)]);
}

/* Where the directory starts and how many files it lists. */
async function read_end(source) {
  if (source.size < END_SIZE) throw bad_archive("form");
  const tail = await source.bytes(Math.max(0, source.size - END_SIZE - 0xffff), source.size);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  const at = tail.length - END_SIZE;
  if (view.getUint32(at, true) !== 0x06054b50) throw bad_archive(behind_the_end(view, tail.length));
  if (view.getUint16(at + 20, true)) throw bad_archive("comment");
  const count = view.getUint16(at + 10, true);
  const parted = view.getUint16(at + 4, true) || view.getUint16(at + 6, true);
  if (parted || view.getUint16(at + 8, true) !== count || count > 0xfffe) throw bad_archive("form");
  const size = view.getUint32(at + 12, true), start = view.getUint32(at + 16, true);
  if (start + size + END_SIZE !== source.size) throw bad_archive("around");
  if (count > MOST_MEMBERS) throw bad_archive("bomb");
  return { start, count };
}

/* What is wrong where the last bytes are no end: it is cut off, followed by a comment, or by anything. */
function behind_the_end(view, size) {
  for (let at = size - 4; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const whole = at <= size - END_SIZE;
    return whole && view.getUint16(at + 20, true) === size - at - END_SIZE ? "comment" : "around";
  }
  return "form";
}

/* The directory's entry at a place, every field checked, and the place behind it. */
function read_entry(directory, place) {
  if (place + CENTRAL_SIZE > directory.length) throw bad_archive("form");
  const view = new DataView(directory.buffer, directory.byteOffset + place, CENTRAL_SIZE);
  const short = (at) => view.getUint16(at, true), long = (at) => view.getUint32(at, true);
  const crc = long(16), packed = long(20), size = long(24), name_size = short(28), offset = long(42);
  const wrong = [
    [long(0) !== 0x02014b50, "form"],
    [short(8) & 0x2041, "encrypted"],
    [short(30), "extra"],
    [short(32), "comment"],
    [long(38) !== FILE_MODE, "mode"],
    [short(10) !== 0, "method"],
    [name_size > LONGEST_NAME, "name"],
    [Math.max(size, packed) > LARGEST_MEMBER, "bomb"],
    [size > packed * 100, "bomb"],
    [size !== packed, "method"],
  ].find(([found]) => found);
  if (wrong) throw bad_archive(wrong[1]);
  const end = place + CENTRAL_SIZE + name_size;
  const letters = directory.subarray(place + CENTRAL_SIZE, end);
  if (letters.some((byte) => byte > 127)) throw bad_archive("name");
  const name = text_of(letters);
  if (!is_portable(name)) throw bad_archive("name");
  const fixed = [[4, 0x0314], [6, 20], [8, 0], [12, 0], [14, FIRST_DAY], [34, 0], [36, 0]];
  if (name.length !== name_size || fixed.some(([at, field]) => short(at) !== field)) throw bad_archive("form");
  return { member: { name, crc, size, offset }, end };
}

/* The files of an archive in their order, all headers checked. What they hold is proved by `pieces_of`. */
async function read_archive(source) {
  const { start, count } = await read_end(source);
  const directory = (await source.bytes(start, source.size - END_SIZE)).slice();
  const members = [];
  let place = 0, offset = 0, total = 0, before = "";
  for (let i = 0; i < count; i += 1) {
    const { member, end } = read_entry(directory, place);
    if (member.name <= before) throw bad_archive(member.name === before ? "twice" : "order");
    if (member.offset !== offset) throw bad_archive("around");
    const header = local_header(member);
    if (!same_bytes(await source.bytes(offset, offset + header.length), header)) throw bad_archive("headers");
    member.start = offset + header.length;
    offset = member.start + member.size;
    total += member.size;
    if (offset > start) throw bad_archive("around");
    if (total > LARGEST_TOTAL) throw bad_archive("bomb");
    place = end;
    before = member.name;
    members.push(member);
  }
  if (offset !== start || place !== directory.length) throw bad_archive("around");
  if (!stand_together(members.map((member) => member.name))) throw bad_archive("twice");
  return members;
}

/* What a file of the archive holds, piece by piece, its check sum compared at the end. */
async function* pieces_of(source, member) {
  let crc = 0;
  for (let at = member.start; at < member.start + member.size; at += WINDOW) {
    const piece = await source.bytes(at, Math.min(at + WINDOW, member.start + member.size));
    crc = crc32(piece, crc);
    yield piece;
  }
  if (crc !== member.crc) throw bad_archive("content");
}
