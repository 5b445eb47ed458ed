//! Answers the log, in one of its two orders.

use serde_json::Value;

use super::body::LENGTH;
use super::drawn::{drawn, ruled_out};
use super::filter::Filter;
use super::happened::Entry;
use super::query::{Asked, Mode, read};
use super::times::{Place, Times};
use super::told::told;
use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::paging::{Links, with_query};
use crate::text::Text;

/// How many entries are looked at before a filter that chooses too few is given up, as Okta does after 30 seconds.
const MOST_LOOKED_AT: usize = 20_000;

/// A page of the log. In polling mode there is always a next, also behind an empty page.
pub(crate) fn list(call: &Call) -> Result<Answer, Refusal> {
    let asked = read(call)?;
    let mut page = collect(call, &asked)?;
    page.text.push("]");
    let more = asked.mode == Mode::Polling || page.more;
    let this = with_query(call, None);
    let next = more.then(|| {
        let dropped: &[&str] = if asked.mode == Mode::Polling { &["since", "until"] } else { &[] };
        with_query(call, Some((format!("{}_{}", page.last.at, page.last.entry), dropped)))
    });
    Ok(Answer::written(page.text).linked(Links { this, next }))
}

struct Page {
    /// The list of entries, still open.
    text: Text,
    entries: usize,
    /// The place of the last entry, or where the search ended.
    last: Place,
    more: bool,
}

/// What is to be looked at next.
enum Found {
    Drawn(Place),
    Happened(Place, Entry),
}

impl Found {
    fn place(&self) -> Place {
        match self {
            Found::Drawn(place) | Found::Happened(place, _) => *place,
        }
    }
}

fn collect(call: &Call, asked: &Asked) -> Result<Page, Refusal> {
    let times = Times::of(&call.world);
    let end = if asked.mode == Mode::Polling { asked.now } else { asked.until.min(asked.now) };
    let backwards = asked.mode == Mode::Backwards;
    let start = if backwards { Place::before(end) } else { Place::before(asked.since) };
    let mut text = Text::of_length(0);
    text.push("[");
    let mut page = Page { text, entries: 0, last: asked.after.unwrap_or(start), more: asked.limit == 0 };
    // Only polling may begin where retention has already passed: then it goes on from what is left.
    let mut edge = if backwards { page.last.at.min(end) + i64::from(asked.after.is_some()) } else { page.last.at.max(asked.since) };
    let mut looked_at = 0;
    while asked.limit > 0 && if backwards { edge > asked.since } else { edge < end } {
        let span = times.span(asked.limit);
        let (from, to) = if backwards { ((edge - span).max(asked.since), edge) } else { (edge, (edge + span).min(end)) };
        let all = between(call, asked, times, from, to);
        page.text.reserve(all.len().min(asked.limit) * LENGTH);
        for found in all {
            let place = found.place();
            let passed = asked.after.is_some_and(|after| if backwards { place >= after } else { place <= after });
            if passed {
                continue;
            }
            if let (Some(filter), Found::Drawn(place)) = (&asked.filter, &found)
                && ruled_out(&call.world, place.number(), filter)
            {
                continue;
            }
            looked_at += 1;
            if looked_at > MOST_LOOKED_AT {
                return Err(Refusal::of_log("E0000009"));
            }
            let before = page.text.len();
            let comma = if page.entries == 0 { "" } else { "," };
            page.text.push(comma);
            write(&mut page.text, call, times, &found);
            if !wanted(asked, &page.text[before + comma.len()..]) {
                page.text.truncate(before);
                continue;
            }
            if page.entries == asked.limit {
                page.text.truncate(before);
                page.more = true;
                return Ok(page);
            }
            page.entries += 1;
            page.last = place;
        }
        edge = if backwards { from } else { to };
    }
    Ok(page)
}

/// What a span of time holds, in the order of the mode.
fn between(call: &Call, asked: &Asked, times: Times, from: i64, to: i64) -> Vec<Found> {
    let places = match asked.mode {
        Mode::Polling => times.stored_between(from, to),
        Mode::Forwards | Mode::Backwards => times.published_between(from, to, asked.now),
    };
    let happened = call.happened.between(from, to).into_iter();
    let happened = happened.map(|entry| Found::Happened(Place { at: entry.at, entry: entry.number * 2 }, entry));
    let mut all: Vec<Found> = places.into_iter().map(Found::Drawn).chain(happened).collect();
    all.sort_by_key(Found::place);
    if asked.mode == Mode::Backwards {
        all.reverse();
    }
    all
}

fn write(text: &mut Text, call: &Call, times: Times, found: &Found) {
    match found {
        Found::Drawn(place) => drawn(text, &call.world, place.number(), times.published(place.number())),
        Found::Happened(_, entry) => told(text, &call.world, entry),
    }
}

fn wanted(asked: &Asked, entry: &str) -> bool {
    let chosen = |filter: &Filter| serde_json::from_str::<Value>(entry).is_ok_and(|entry| filter.holds(&entry));
    if !asked.filter.as_ref().is_none_or(chosen) {
        return false;
    }
    if asked.words.is_empty() {
        return true;
    }
    let text = entry.to_lowercase();
    asked.words.iter().all(|word| text.contains(word))
}
