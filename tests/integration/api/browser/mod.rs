//! The intake form and its report in a real browser, as the people who get a link meet them.

mod colours;
mod elsewhere;
mod keyboard;
mod phone;
mod policy;
mod screen_reader;
mod tour;
mod tree;
