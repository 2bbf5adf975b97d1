//! Names with typing errors: every name of the register within one or two errors (optimal string alignment) of a text.
//!
//! A name is cut into one piece more than there may be errors, so that at least one piece stays whole wherever the errors are. Pieces are found in the text by
//! their hash, at the places that the errors leave possible, and what they lead to is compared. Two letters changed round across the edge of two pieces damage
//! both; the piece on the left is then looked for with its last letter taken from behind it. With that no name is missed: of a cut A|B|C and two errors, A and B
//! are whole but for such a change of their last letter, or one of the three is whole.

use super::form::{Role, Shape};
use super::index::Index;
use hashbrown::HashTable;

/// Shorter names are not looked for with errors: everything is near them.
const SHORTEST: usize = 4;
/// From this length on two errors are allowed for in names of several words.
const SHORTEST_FOR_TWO: usize = 6;
/// Longer texts are compared to here.
const LONGEST: usize = 96;
/// Names of one piece that are compared; a piece that more names share tells nothing.
const MOST_OF_ONE_PIECE: usize = 4_096;

/// Names by their pieces.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fuzzy {
    edits: u8,
    text: String,
    /// Where each name lies, and which letters it has.
    names: Vec<([u32; 2], u64)>,
    /// For each name, where its forms begin; one more at the end.
    offsets: Vec<u32>,
    forms: Vec<u32>,
    /// Pieces sorted by hash; for each prefix of a hash where its pieces begin.
    pieces: Vec<(u64, u32)>,
    prefixes: Vec<u32>,
    shift: u32,
    /// One bit for each hash that may be there.
    filter: Vec<u64>,
    /// Which lengths occur.
    lengths: Vec<bool>,
}

/// Reused from name to name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// Names and how many errors they are away, each once.
    pub(crate) names: Vec<(u32, u8)>,
    seen: Vec<u32>,
    memo: Memo,
}

/// What was found for texts that came before: lists of names repeat themselves. It only saves time: the same text always gives the same.
#[derive(Debug, Clone, Default)]
struct Memo {
    text: String,
    /// Where a text lies, and where what was found for it lies.
    entries: Vec<[u32; 4]>,
    found: Vec<(u32, u8)>,
    table: HashTable<u32>,
}

/// Texts that are remembered before the memory is emptied.
const MOST_REMEMBERED: usize = 100_000;

impl Memo {
    fn text_of(&self, entry: u32) -> &str {
        self.entries
            .get(entry as usize)
            .and_then(|[start, end, ..]| self.text.get(*start as usize..*end as usize))
            .unwrap_or("")
    }
}

#[inline]
fn piece_hash(bytes: &[u8], length: usize, slot: usize) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64 ^ ((length as u64) << 8 | slot as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    // The last letters have to reach the upper bits.
    hash ^= hash >> 29;
    hash = hash.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash ^ (hash >> 32)
}

fn letters(text: &[u8]) -> u64 {
    text.iter().fold(0, |bits, byte| bits | 1_u64 << (byte & 63))
}

/// Where the piece of a slot begins and ends in a name of this length.
#[inline]
fn bounds(length: usize, slots: usize, slot: usize) -> (usize, usize) {
    (length * slot / slots, length * (slot + 1) / slots)
}

/// How many errors a name of this length is looked for with.
fn allowed(length: usize, words: usize, edits: u8) -> u8 {
    match length {
        0..SHORTEST => 0,
        SHORTEST..SHORTEST_FOR_TWO => edits.min(1),
        _ if words > 1 => edits,
        // One word: its neighbours are other words sooner.
        _ if length < 7 => edits.min(1),
        _ => edits,
    }
}

impl Fuzzy {
    /// The names of an index.
    pub(crate) fn of(index: &Index, edits: u8) -> Self {
        let mut named: Vec<(String, u32)> = Vec::new();
        if edits == 0 {
            return Self::default();
        }
        for (number, form) in index.forms.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let words: Vec<&str> = index.parts_of(form).iter().map(|part| index.vocabulary.text(part.word)).collect();
            let whole = words.join(" ");
            let needed: Vec<&str> = index
                .parts_of(form)
                .iter()
                .filter(|part| part.role == Role::Needed)
                .map(|part| index.vocabulary.text(part.word))
                .collect();
            let needed = needed.join(" ");
            if needed != whole && !form.partial && form.shape != Shape::Regnal {
                named.push((needed, number));
            }
            named.push((whole, number));
        }
        named.extend(index.whole_names.iter().cloned());
        Self::build(named, edits)
    }

    /// Texts, each with what it leads to.
    pub(crate) fn build(mut named: Vec<(String, u32)>, edits: u8) -> Self {
        named.retain(|(text, _)| (SHORTEST..=LONGEST).contains(&text.len()));
        named.sort_unstable();
        named.dedup();
        let mut this = Self { edits, lengths: vec![false; LONGEST + 1], ..Self::default() };
        let mut pieces = Vec::new();
        for group in named.chunk_by(|a, b| a.0 == b.0) {
            let Some((text, _)) = group.first() else { continue };
            let edits = allowed(text.len(), text.split(' ').count(), edits);
            if edits == 0 {
                continue;
            }
            let name = offset(this.names.len());
            let start = offset(this.text.len());
            this.text.push_str(text);
            this.names.push(([start, offset(this.text.len())], letters(text.as_bytes())));
            this.offsets.push(offset(this.forms.len()));
            this.forms.extend(group.iter().map(|(_, form)| *form));
            if let Some(slot) = this.lengths.get_mut(text.len()) {
                *slot = true;
            }
            let slots = usize::from(this.edits) + 1;
            for slot in 0..slots {
                let (start, end) = bounds(text.len(), slots, slot);
                if let Some(piece) = text.as_bytes().get(start..end) {
                    pieces.push((piece_hash(piece, text.len(), slot), name));
                }
            }
        }
        this.offsets.push(offset(this.forms.len()));
        pieces.sort_unstable();
        let bits = usize::BITS - pieces.len().max(1).leading_zeros();
        this.shift = 64 - bits.clamp(1, 24);
        this.prefixes = vec![0; (1_usize << (64 - this.shift)) + 1];
        let filter_words = (pieces.len() / 4).next_power_of_two().max(64);
        this.filter = vec![0; filter_words];
        for (hash, _) in &pieces {
            if let Some(count) = this.prefixes.get_mut(prefix(*hash, this.shift) + 1) {
                *count += 1;
            }
            let at = filter_at(*hash, filter_words);
            if let Some(word) = this.filter.get_mut(at) {
                *word |= 1 << (hash & 63);
            }
        }
        let mut sum = 0;
        for count in &mut this.prefixes {
            sum += *count;
            *count = sum;
        }
        this.pieces = pieces;
        this
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub(crate) fn text(&self, name: u32) -> &str {
        self.names
            .get(name as usize)
            .and_then(|([start, end], _)| self.text.get(*start as usize..*end as usize))
            .unwrap_or("")
    }

    pub(crate) fn forms(&self, name: u32) -> &[u32] {
        let at = name as usize;
        match (self.offsets.get(at), self.offsets.get(at + 1)) {
            (Some(start), Some(end)) => self.forms.get(*start as usize..*end as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    #[inline]
    fn may_have(&self, hash: u64) -> bool {
        self.filter.get(filter_at(hash, self.filter.len())).is_some_and(|word| word >> (hash & 63) & 1 == 1)
    }

    fn of_piece(&self, hash: u64) -> &[(u64, u32)] {
        let at = prefix(hash, self.shift);
        let (Some(start), Some(end)) = (self.prefixes.get(at), self.prefixes.get(at + 1)) else { return &[] };
        let bucket = self.pieces.get(*start as usize..*end as usize).unwrap_or(&[]);
        let first = bucket.partition_point(|(piece, _)| *piece < hash);
        let bucket = bucket.get(first..).unwrap_or(&[]);
        let len = bucket.partition_point(|(piece, _)| *piece == hash);
        bucket.get(..len.min(MOST_OF_ONE_PIECE)).unwrap_or(&[])
    }

    /// Every name within the errors allowed of a text, from memory where it came before.
    pub(crate) fn near_again(&self, text: &str, found: &mut Found) {
        found.names.clear();
        let hash = piece_hash(text.as_bytes(), text.len(), 0);
        if let Some(entry) = found.memo.table.find(hash, |entry| found.memo.text_of(*entry) == text) {
            if let Some([_, _, start, end]) = found.memo.entries.get(*entry as usize) {
                let known = found.memo.found.get(*start as usize..*end as usize).unwrap_or(&[]);
                found.names.extend_from_slice(known);
            }
            return;
        }
        self.near(text, found);
        let Found { names, memo, .. } = found;
        if memo.entries.len() >= MOST_REMEMBERED {
            memo.entries.clear();
            memo.text.clear();
            memo.found.clear();
            memo.table.clear();
        }
        let (start, first) = (offset(memo.text.len()), offset(memo.found.len()));
        memo.text.push_str(text);
        memo.found.extend_from_slice(names);
        let number = offset(memo.entries.len());
        memo.entries.push([start, offset(memo.text.len()), first, offset(memo.found.len())]);
        let (texts, entries) = (&memo.text, &memo.entries);
        memo.table.insert_unique(hash, number, |entry| {
            let [start, end, ..] = entries.get(*entry as usize).copied().unwrap_or_default();
            let text = texts.get(start as usize..end as usize).unwrap_or("");
            piece_hash(text.as_bytes(), text.len(), 0)
        });
    }

    /// Adds every name within the errors allowed of a text.
    pub(crate) fn near(&self, text: &str, found: &mut Found) {
        let query = text.as_bytes();
        let edits = usize::from(self.edits);
        if query.len() < SHORTEST.saturating_sub(edits) || query.len() > LONGEST + edits {
            return;
        }
        let signature = letters(query);
        let slots = edits + 1;
        found.seen.clear();
        // The piece with its last letter from behind it.
        let mut turned = [0_u8; LONGEST + 1];
        for length in query.len().saturating_sub(edits)..=query.len() + edits {
            if !self.lengths.get(length).copied().unwrap_or(false) {
                continue;
            }
            for slot in 0..slots {
                let (start, end) = bounds(length, slots, slot);
                let width = end - start;
                for moved in 0..=2 * edits {
                    // Where the piece begins in the text: at most `edits` away, and the rest has to fit too.
                    let Some(at) = (start + moved).checked_sub(edits) else { continue };
                    let before = at.abs_diff(start);
                    let after = (query.len() + start).abs_diff(length + at);
                    if before + after > edits {
                        continue;
                    }
                    let Some(piece) = query.get(at..at + width) else { continue };
                    self.compare(piece_hash(piece, length, slot), query, signature, found);
                    if slot + 1 < slots && width > 0 && before + after < edits.max(1) {
                        let Some(behind) = query.get(at + width) else { continue };
                        let Some(copy) = turned.get_mut(..width) else { continue };
                        copy.copy_from_slice(piece);
                        if let Some(last) = copy.last_mut() {
                            if last == behind {
                                continue;
                            }
                            *last = *behind;
                        }
                        self.compare(piece_hash(copy, length, slot), query, signature, found);
                    }
                }
            }
        }
    }

    fn compare(&self, hash: u64, query: &[u8], signature: u64, found: &mut Found) {
        if !self.may_have(hash) {
            return;
        }
        for (_, name) in self.of_piece(hash) {
            let Some(([start, end], letters)) = self.names.get(*name as usize) else { continue };
            // Each error changes two letters of the set at most.
            if (letters ^ signature).count_ones() > 2 * u32::from(self.edits) || found.seen.contains(name) {
                continue;
            }
            found.seen.push(*name);
            let Some(text) = self.text.get(*start as usize..*end as usize) else { continue };
            let edits = allowed(text.len(), 1 + text.bytes().filter(|byte| *byte == b' ').count(), self.edits);
            if let Some(distance) = osa(text.as_bytes(), query, edits)
                && !found.names.iter().any(|(known, _)| known == name)
            {
                found.names.push((*name, distance));
            }
        }
    }
}

#[inline]
fn prefix(hash: u64, shift: u32) -> usize {
    usize::try_from(hash >> shift).unwrap_or(0)
}

#[inline]
fn filter_at(hash: u64, words: usize) -> usize {
    usize::try_from(hash >> 8 & 0xFFFF_FFFF).unwrap_or(0) & words.wrapping_sub(1)
}

fn offset(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The number of errors between two texts, if there are no more than `most`: a letter too many, too few or another, or two neighbours changed round, each letter in one error only.
pub(crate) fn osa(a: &[u8], b: &[u8], most: u8) -> Option<u8> {
    let most = usize::from(most);
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    // What begins or ends alike has no part in it.
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(same..)?, b.get(same..)?);
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(..a.len() - same)?, b.get(..b.len() - same)?);
    if a.is_empty() || b.is_empty() {
        return u8::try_from(a.len().max(b.len())).ok().filter(|distance| usize::from(*distance) <= most);
    }
    const WIDTH: usize = LONGEST + 8;
    if b.len() + 1 > WIDTH {
        return None;
    }
    let far = u8::MAX / 2;
    let (mut older, mut above, mut current) = ([far; WIDTH], [far; WIDTH], [far; WIDTH]);
    for (at, cell) in above.iter_mut().enumerate().take(b.len() + 1) {
        *cell = u8::try_from(at).unwrap_or(far).min(far);
    }
    let mut best_above = 0;
    for (i, letter) in a.iter().enumerate() {
        let first = (i + 1).saturating_sub(most);
        let last = (i + 1 + most).min(b.len());
        if let Some(edge) = current.get_mut(first.saturating_sub(1)) {
            *edge = if first <= 1 { u8::try_from(i + 1).unwrap_or(far).min(far) } else { far };
        }
        let mut best = far;
        for j in first.max(1)..=last {
            let other = b.get(j - 1)?;
            let mut cell = above.get(j - 1)? + u8::from(letter != other);
            cell = cell.min(above.get(j)? + 1).min(current.get(j - 1)? + 1);
            if i > 0 && j > 1 && Some(letter) == b.get(j - 2) && a.get(i - 1) == Some(other) {
                cell = cell.min(older.get(j - 2)? + 1);
            }
            *current.get_mut(j)? = cell.min(far);
            best = best.min(cell);
        }
        // What lies outside the band is far.
        if let Some(edge) = current.get_mut(last + 1) {
            *edge = far;
        }
        if usize::from(best) > most && usize::from(best_above) > most {
            return None;
        }
        best_above = best;
        std::mem::swap(&mut older, &mut above);
        std::mem::swap(&mut above, &mut current);
    }
    let distance = *above.get(b.len())?;
    (usize::from(distance) <= most).then_some(distance)
}

/// What a word sounds like, roughly: its consonants, those that sound alike as one, vowels only at the front.
fn sound(word: &str) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(word.len());
    for (at, letter) in word.bytes().enumerate() {
        let letter = match letter {
            // As in Cash, which is not Cass.
            b'h' if out.last() == Some(&b's') && word.as_bytes().get(at.wrapping_sub(1)) == Some(&b's') => b'h',
            b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'h' | b'w' if at > 0 => continue,
            b'a' | b'e' | b'i' | b'o' | b'u' => b'a',
            b'c' | b'q' | b'g' | b'j' | b'x' => b'k',
            b'z' => b's',
            b'd' => b't',
            b'b' => b'p',
            b'v' => b'f',
            b'n' => b'm',
            other => other,
        };
        if out.last() != Some(&letter) {
            out.push(letter);
        }
    }
    out
}

/// Whether two words differ by a slip that ear or eye explains: they sound alike, two letters are changed round, a letter is doubled, or one letter looks like the other.
pub(crate) fn is_slip(a: &str, b: &str) -> bool {
    const LOOK_ALIKE: &[(u8, u8)] = &[
        (b'0', b'o'),
        (b'1', b'l'),
        (b'i', b'l'),
        (b'i', b'1'),
        (b'c', b'e'),
        (b'u', b'n'),
        (b'5', b's'),
        (b'8', b'b'),
    ];
    if sound(a) == sound(b) || a.replace("rn", "m") == b.replace("rn", "m") {
        return true;
    }
    if a.len() != b.len() {
        return false;
    }
    let differ: Vec<(u8, u8)> = a.bytes().zip(b.bytes()).filter(|(a, b)| a != b).collect();
    match differ.as_slice() {
        [(a, b), (c, d)] => a == d && b == c,
        [(a, b)] => LOOK_ALIKE.iter().any(|pair| *pair == (*a, *b) || *pair == (*b, *a)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, as the textbooks have it.
    fn plainly(a: &[u8], b: &[u8]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let mut best = (table[i - 1][j] + 1)
                        .min(table[i][j - 1] + 1)
                        .min(table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]));
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(table[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        table[a.len()][b.len()]
    }

    struct Random(u64);

    impl Random {
        fn below(&mut self, most: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % most as u64) as usize
        }

        fn word(&mut self, letters: &[u8], longest: usize) -> Vec<u8> {
            (0..self.below(longest + 1)).map(|_| letters[self.below(letters.len())]).collect()
        }
    }

    #[test]
    fn distances_are_those_of_the_whole_table() {
        let mut random = Random(7);
        for _ in 0..200_000 {
            let (a, b) = (random.word(b"abc", 8), random.word(b"abc", 8));
            let plain = plainly(&a, &b);
            for most in 0..=3_u8 {
                let expected = (plain <= usize::from(most)).then_some(plain as u8);
                assert_eq!(
                    osa(&a, &b, most),
                    expected,
                    "{} {}",
                    String::from_utf8_lossy(&a),
                    String::from_utf8_lossy(&b)
                );
            }
        }
    }

    /// A text with so many errors put into it, each at a place of its own.
    fn damaged(random: &mut Random, text: &str, errors: usize) -> Vec<u8> {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..errors {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(at, b"aeilnorst "[random.below(10)]),
                2 => bytes[at] = b"aeilnorst "[random.below(10)],
                _ if at + 1 < bytes.len() => bytes.swap(at, at + 1),
                _ => {}
            }
        }
        bytes
    }

    #[test]
    fn every_name_within_the_errors_is_found() {
        let mut random = Random(11);
        let names: Vec<String> = (0..3_000)
            .map(|_| {
                let mut name = String::from_utf8(random.word(b"aeilnorst", 6)).unwrap() + "xy ";
                name.push_str(&String::from_utf8(random.word(b"aeilnorst", 9)).unwrap());
                name + "z"
            })
            .collect();
        for edits in [1, 2] {
            let named: Vec<(String, u32)> = names.iter().cloned().zip(0..).collect();
            let fuzzy = Fuzzy::build(named, edits);
            let mut found = Found::default();
            for (number, name) in names.iter().enumerate() {
                for _ in 0..12 {
                    let text = damaged(&mut random, name, usize::from(edits));
                    let Ok(text) = std::str::from_utf8(&text) else { continue };
                    found.names.clear();
                    fuzzy.near(text, &mut found);
                    let distance = plainly(name.as_bytes(), text.as_bytes());
                    let is_found = found.names.iter().any(|(hit, _)| fuzzy.text(*hit) == name);
                    assert_eq!(
                        is_found,
                        distance <= usize::from(allowed(name.len(), 2, edits)),
                        "`{name}` as `{text}`: {distance} ({number})"
                    );
                }
            }
        }
    }

    #[test]
    fn slips_are_told_from_other_names() {
        for (a, b) in [
            ("colsten", "colston"),
            ("pitcon", "picton"),
            ("milligen", "milligan"),
            ("harnond", "hamond"),
            ("p1cton", "plcton"),
        ] {
            assert!(is_slip(a, b), "{a} {b}");
        }
        for (a, b) in [("camerton", "cameron"), ("penny", "perry"), ("cass", "cash")] {
            assert!(!is_slip(a, b), "{a} {b}");
        }
    }
}
