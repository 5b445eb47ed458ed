//! What somebody meant to write.

/// The name nearest to a mistyped one, if it is near at all: at most a third of its letters would have to change.
pub(super) fn nearest<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = known.iter().map(|name| (distance(typed, name), *name)).min()?;
    let own = typed.rsplit_once("OKTUALLY_").map_or(typed.len(), |(_, rest)| rest.len());
    (near.0 <= (own / 3).max(1)).then_some(near.1)
}

/// How many letters must be changed, added or taken away (Levenshtein's distance).
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in other.bytes().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_as_a_person_would() {
        assert_eq!([distance("kitten", "sitting"), distance("", "abc"), distance("same", "same")], [3, 3, 0]);
    }

    #[test]
    fn a_name_far_from_all_is_not_guessed() {
        let known = ["OKTUALLY_LISTEN", "OKTUALLY_PUBLIC_URL"];
        assert_eq!(nearest("OKTUALLY_PUBLIC_URI", &known), Some("OKTUALLY_PUBLIC_URL"));
        assert_eq!(nearest("OKTUALLY_LISTN", &known), Some("OKTUALLY_LISTEN"));
        assert_eq!(nearest("OKTUALLY_COLOUR", &known), None);
    }
}
