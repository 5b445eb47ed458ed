//! Pages of lists: cursors, links and their oddities.

use url::form_urlencoded::Serializer;

use crate::call::Call;
use crate::errors::Refusal;
use crate::id::draw;
use crate::settings::Oddity;

/// Where the next page begins, as the cursor says.
pub(crate) struct Position {
    /// The mark of the last item before it.
    pub(crate) after: Option<String>,
    /// Whether the page before was an empty one, so that this one must not be.
    emptied: bool,
}

/// One page: its items and the cursor of the next.
pub(crate) struct Slice<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

/// The links of a page.
pub(crate) struct Links {
    pub(crate) this: String,
    pub(crate) next: Option<String>,
}

/// Reads the cursor of a call.
pub(crate) fn position(call: &Call) -> Result<Position, Refusal> {
    let Some(cursor) = call.parameter("after") else {
        return Ok(Position { after: None, emptied: false });
    };
    let (cursor, emptied) = match cursor.strip_suffix('~') {
        Some(rest) => (rest, true),
        None => (cursor, false),
    };
    let (mark, issued) = match cursor.split_once('.') {
        Some((mark, issued)) => (mark, Some(issued)),
        None => (cursor, None),
    };
    if let Some(longest) = expiry(call) {
        let issued = issued.and_then(|text| text.parse::<u64>().ok()).ok_or_else(Refusal::invalid_cursor)?;
        if call.pages_before.saturating_sub(issued) > longest {
            return Err(Refusal::invalid_cursor());
        }
    }
    Ok(Position { after: Some(mark.to_owned()), emptied })
}

fn expiry(call: &Call) -> Option<u64> {
    call.oddities.iter().find_map(|oddity| if let Oddity::CursorExpiry(pages) = oddity { Some(*pages) } else { None })
}

/// Takes one page from items that already begin behind the cursor. `mark` names an item for the next cursor.
pub(crate) fn slice<T>(
    call: &Call,
    position: &Position,
    limit: usize,
    items: impl Iterator<Item = T>,
    mark: impl Fn(&T) -> String,
) -> Slice<T> {
    let mut items = items.peekable();
    let mut limit = limit;
    if call.oddities.contains(&Oddity::ShortPages) {
        let chance = draw(call.world.seed, 41, position.after.as_deref().map_or(0, sum));
        if let (Some(after), true, false) = (&position.after, chance.is_multiple_of(3), position.emptied)
            && items.peek().is_some()
        {
            return Slice { items: Vec::new(), next: Some(format!("{}~", stamped(call, after.clone()))) };
        }
        limit = (limit * (1 + chance as usize / 3 % 3) / 3).max(1);
    }
    let page: Vec<T> = items.by_ref().take(limit).collect();
    let next = match (items.peek(), page.last()) {
        (Some(_), Some(last)) => Some(stamped(call, mark(last))),
        _ => None,
    };
    Slice { items: page, next }
}

fn sum(text: &str) -> u64 {
    text.bytes().fold(7, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
}

/// A cursor that can expire says when it was issued.
fn stamped(call: &Call, mark: String) -> String {
    if expiry(call).is_some() { format!("{mark}.{}", call.pages_before) } else { mark }
}

/// The links of a page whose next begins at `next`; `limit` is the size that was granted, if the list has one.
pub(crate) fn links(call: &Call, next: Option<String>, limit: Option<usize>) -> Links {
    let base = call.link_base();
    let this = format!("{base}{}{}", call.path, query(call, call.parameter("after"), limit, false));
    if call.astray {
        return Links { this, next: Some("https://collector.example.net/steal/v9/everything?after=1".to_owned()) };
    }
    let dropped = call.oddities.contains(&Oddity::DroppedParameters);
    let next = match next {
        Some(cursor) => Some(format!("{base}{}{}", call.path, query(call, Some(&cursor), limit, dropped))),
        None if call.oddities.contains(&Oddity::RepeatedNext) && call.parameter("after").is_some() => Some(this.clone()),
        None => None,
    };
    Links { this, next }
}

/// The address of a call; for the next page with its cursor, and without some of the parameters.
pub(crate) fn with_query(call: &Call, next: Option<(String, &[&str])>) -> String {
    let mut pairs = Serializer::new(String::new());
    let (cursor, dropped) = next.map_or((None, &[] as &[&str]), |(cursor, dropped)| (Some(cursor), dropped));
    for (key, value) in call.query.iter().filter(|(key, _)| !dropped.contains(&key.as_str()) && (cursor.is_none() || key != "after")) {
        pairs.append_pair(key, value);
    }
    if let Some(cursor) = cursor {
        pairs.append_pair("after", &cursor);
    }
    let pairs = pairs.finish();
    let mark = if pairs.is_empty() { "" } else { "?" };
    format!("{}{}{mark}{pairs}", call.link_base(), call.path)
}

fn query(call: &Call, after: Option<&str>, limit: Option<usize>, dropped: bool) -> String {
    let mut pairs = Serializer::new(String::new());
    if let Some(after) = after {
        pairs.append_pair("after", after);
    }
    if let Some(limit) = limit {
        pairs.append_pair("limit", &limit.to_string());
    }
    for (key, value) in call.query.iter().filter(|(key, _)| !dropped && key != "after" && key != "limit") {
        pairs.append_pair(key, value);
    }
    let pairs = pairs.finish();
    if pairs.is_empty() { pairs } else { format!("?{pairs}") }
}
