//! Lists of objects that are functions of their number: whole, in pages, or one by one.

use std::ops::Range;

use serde_json::Value;

use crate::answer::Answer;
use crate::call::Call;
use crate::errors::Refusal;
use crate::id::Kind;
use crate::paging::{links, position, slice};

/// How many things may lie below one parent: the numbers of those of parent `n` begin at `n << BELOW`.
const BELOW: u32 = 20;

/// The numbers of what lies below a parent.
pub(super) fn below(parent: u64, count: u64) -> Range<u64> {
    parent << BELOW..(parent << BELOW) + count
}

/// One page, as large as its route grants; the cursor is the id of the last object.
pub(super) fn paged(call: &Call, kind: Kind, numbers: Range<u64>, body: impl Fn(u64) -> Value) -> Result<Answer, Refusal> {
    let ids = call.world.ids;
    page(call, numbers, |mark| ids.number(kind, mark), |number| ids.id(kind, number).to_string(), body)
}

/// One page of objects whose cursor is something else than an id of this sort.
pub(super) fn page(
    call: &Call,
    numbers: Range<u64>,
    number: impl Fn(&str) -> Option<u64>,
    mark: impl Fn(u64) -> String,
    body: impl Fn(u64) -> Value,
) -> Result<Answer, Refusal> {
    let limit = call.size()?;
    let position = position(call)?;
    let start = match position.after.as_deref() {
        None => numbers.start,
        Some(after) => number(after).filter(|number| numbers.contains(number)).ok_or_else(Refusal::invalid_cursor)? + 1,
    };
    let page = slice(call, &position, limit, start..numbers.end, |number| mark(*number));
    let list: Vec<Value> = page.items.into_iter().map(body).collect();
    Ok(Answer::of(&list).linked(links(call, page.next, Some(limit))))
}

/// All objects at once.
pub(super) fn whole(numbers: Range<u64>, body: impl Fn(u64) -> Value) -> Result<Answer, Refusal> {
    let list: Vec<Value> = numbers.map(body).collect();
    Ok(Answer::of(&list))
}

/// The number of the object whose id stands in a place of the path; `what` is Okta's word for it.
pub(super) fn named(call: &Call, place: usize, kind: Kind, numbers: &Range<u64>, what: &str) -> Result<u64, Refusal> {
    let id = &call.names[place];
    call.world.ids.number(kind, id).filter(|number| numbers.contains(number)).ok_or_else(|| Refusal::not_found(id, what))
}
