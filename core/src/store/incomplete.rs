//! Objects whose own lists were not read whole, kept with the step that read them.

/// Objects that are named; where there are more, any may be one of them.
const MOST: usize = 1_000;
/// Stands for any object.
const ANY: &str = "*";
/// Stands before the last id that was asked for: all behind it were not.
const BEHIND: char = '>';

/// Whose lists were not read whole: what is missing there might tell against them, so that nothing may be called clear by what was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent, no_pg_array)]
pub struct Incomplete(pub Vec<String>);

impl Incomplete {
    /// Adds an object.
    pub fn add(&mut self, id: &str) {
        if self.holds(id) {
            return;
        }
        if self.0.len() < MOST {
            self.0.push(id.to_owned());
        } else {
            self.0 = vec![ANY.to_owned()];
        }
    }

    /// Adds all objects whose ids come behind this one.
    pub fn add_all_behind(&mut self, last: &str) {
        self.0.push(format!("{BEHIND}{last}"));
    }

    /// Whether the object's list may lack something.
    pub fn holds(&self, id: &str) -> bool {
        self.0.iter().any(|known| known == id || known == ANY || known.strip_prefix(BEHIND).is_some_and(|last| id > last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_are_too_many_any_object_is_one_of_them() {
        let mut incomplete = Incomplete::default();
        (0..MOST).for_each(|number| incomplete.add(&number.to_string()));
        incomplete.add("7");
        assert!(incomplete.holds("7") && incomplete.holds("999") && !incomplete.holds("1000"));
        incomplete.add("1000");
        incomplete.add("1001");
        assert!(incomplete.holds("2000") && incomplete.0.len() == 1);
    }

    #[test]
    fn of_what_was_read_up_to_some_id_only_the_rest_may_lack_something() {
        let mut incomplete = Incomplete::default();
        incomplete.add_all_behind("00u5");
        assert!(incomplete.holds("00u6") && !incomplete.holds("00u5") && !incomplete.holds("00u4"));
    }
}
