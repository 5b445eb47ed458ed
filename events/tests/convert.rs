//! Files of events, converted.
#![expect(clippy::unwrap_used, reason = "a test whose ground does not hold has failed, and says where")]

use std::io::{self, BufReader, Cursor, Read, Write};

use oktually_events::convert::{Converted, Format, LONGEST, Reason, Skipped, convert};
use oktually_events::{Unreadable, ecs};
use serde_json::Value;

/// What a conversion gave: its count, the lines written, what was skipped.
fn converted(input: &[u8], format: &Format) -> (Converted, Vec<String>, Vec<Skipped>) {
    let (mut output, mut skipped) = (Vec::new(), Vec::new());
    // Small reads, so that entries lie across them.
    let reader = BufReader::with_capacity(7, input);
    let converted = convert(reader, &mut output, format, |one| skipped.push(one)).unwrap();
    (converted, String::from_utf8(output).unwrap().lines().map(str::to_owned).collect(), skipped)
}

fn raw(input: &[u8]) -> (Converted, Vec<String>, Vec<Skipped>) {
    converted(input, &Format::Raw)
}

fn done(written: u64, unreadable: u64) -> Converted {
    Converted { written, unreadable }
}

#[test]
fn events_stand_one_a_line() {
    let (count, lines, skipped) = raw(b"{\"uuid\":\"a\", \"x\":1.50}\r\n\n  \n {\"uuid\":\"b\"}");
    assert_eq!((count, skipped), (done(2, 0), vec![]));
    assert_eq!(lines, [r#"{"uuid":"a", "x":1.50}"#, r#"{"uuid":"b"}"#]);
}

#[test]
fn events_stand_in_a_list_as_the_api_answers() {
    for list in [
        r#"[{"uuid":"a","x":"],[{\"\\"},{"uuid":"b","y":[1,{"z":[]}]}]"#,
        "\u{feff}\n [ {\"uuid\":\"a\",\"x\":\"],[{\\\"\\\\\"} ,\n\n {\"uuid\":\"b\",\n\"y\":[1,{\"z\":[]}]} ,]\n\n",
    ] {
        let (count, lines, skipped) = raw(list.as_bytes());
        assert_eq!((count, skipped), (done(2, 0), vec![]), "{list}");
        assert_eq!(lines, [r#"{"uuid":"a","x":"],[{\"\\"}"#, r#"{"uuid":"b","y":[1,{"z":[]}]}"#]);
    }
}

#[test]
fn nothing_is_no_event() {
    for nothing in ["", "\n\n", "[]", " [ ] \n", "[,]"] {
        assert_eq!(raw(nothing.as_bytes()), (done(0, 0), vec![], vec![]), "{nothing}");
    }
}

#[test]
fn what_cannot_be_read_is_told_by_line_and_the_next_follows() {
    let input = b"{\"uuid\":\"a\"}\n{\"secret\":\n\n[1]\n{\"uuid\":7}\n{\"uuid\":\"\xff\"}\n{\"uuid\":\"b\"}\nhunter2\n";
    let (count, lines, skipped) = raw(input);
    assert_eq!((count, lines.len()), (done(2, 5), 2));
    let told: Vec<_> = skipped.iter().map(|one| (one.line, one.reason.to_string())).collect();
    assert_eq!(
        told,
        [
            (2, "not JSON: EOF while parsing a value at line 1 column 10".to_owned()),
            (4, "not an object".to_owned()),
            (5, "no uuid, which must be a text of 1 to 128 characters".to_owned()),
            (6, "not UTF-8".to_owned()),
            (8, "not JSON: expected value at line 1 column 1".to_owned()),
        ]
    );
}

#[test]
fn what_cannot_be_read_in_a_list_is_told_by_line_and_the_next_follows() {
    let (count, lines, skipped) = raw(b"[\n{\"uuid\":\"a\"},\n7,\n{\"x\":\n\n1},\n{\"uuid\":\"b\"}\n]\n{\"uuid\":\"c\"}\nrest");
    assert_eq!((count, lines), (done(3, 3), vec![r#"{"uuid":"a"}"#.into(), r#"{"uuid":"b"}"#.into(), r#"{"uuid":"c"}"#.into()]));
    let told: Vec<_> = skipped.into_iter().map(|one| (one.line, one.reason)).collect();
    let not_json = Unreadable::Json("expected value at line 1 column 1".into());
    assert_eq!(told, [(3, Reason::Event(Unreadable::Shape)), (4, Reason::Event(Unreadable::Uuid)), (10, Reason::Event(not_json))]);
}

#[test]
fn a_list_that_is_cut_off_is_told() {
    for (cut, written) in [("[", 0), ("[{\"uuid\":\"a\"},{\"uu", 1), ("[{\"uuid\":\"a\"},", 1), ("[{\"uuid\":\"a\"}", 0)] {
        let (count, _, skipped) = raw(cut.as_bytes());
        assert_eq!((count, &skipped[0].reason), (done(written, 1), &Reason::Open), "{cut}");
    }
}

#[test]
fn an_entry_that_is_too_long_is_told_and_the_next_follows() {
    let long = format!("{{\"uuid\":\"long\",\"x\":\"{}\"}}", "x".repeat(LONGEST));
    let just = format!("{{\"uuid\":\"just\",\"x\":\"{}\"}}", "x".repeat(LONGEST - 22));
    assert_eq!(just.len(), LONGEST);
    for input in [
        format!("{{\"uuid\":\"a\"}}\n{long}\n{just}\n{{\"uuid\":\"b\"}}"),
        format!("[{{\"uuid\":\"a\"}},\n{long},\n{just},\n{{\"uuid\":\"b\"}}]"),
    ] {
        let (mut output, mut skipped) = (Vec::new(), Vec::new());
        let count = convert(Cursor::new(input), &mut output, &Format::Raw, |one| skipped.push(one)).unwrap();
        assert_eq!((count, skipped), (done(3, 1), vec![Skipped { line: 2, reason: Reason::TooLong }]));
        assert!(output.starts_with(b"{\"uuid\":\"a\"}\n{\"uuid\":\"just\"") && output.ends_with(b"{\"uuid\":\"b\"}\n"));
    }
    assert_eq!(Reason::TooLong.to_string(), "longer than 16 MiB");
}

#[test]
fn input_without_an_end_takes_no_more_memory_than_an_entry() {
    for byte in [b'x', b'['] {
        let mut skipped = 0;
        let endless = BufReader::new(io::repeat(byte).take(200 * 1024 * 1024));
        let count = convert(endless, io::sink(), &Format::Raw, |_| skipped += 1).unwrap();
        assert_eq!((count, skipped), (done(0, 1), 1));
    }
}

#[test]
fn events_become_ecs_documents() {
    let input = br#"{"uuid":"a","eventType":"user.session.end","debugContext":{"debugData":{"x":"y"}}}"#;
    for (debug_data, path) in [
        (ecs::DebugData::Flattened, "/okta/debug_context/debug_data/flattened/x"),
        (ecs::DebugData::Plain, "/okta/debug_context/debug_data/x"),
    ] {
        let (count, lines, _) = converted(input, &Format::Ecs(ecs::Options { debug_data, ..ecs::Options::default() }));
        let document: Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!((count, document.pointer(path), document["event"]["id"].as_str()), (done(1, 0), Some(&"y".into()), Some("a")));
    }
}

#[test]
fn a_reader_or_writer_that_fails_ends_the_conversion() {
    struct Broken;
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }
    let event = &b"{\"uuid\":\"a\"}"[..];
    assert_eq!(convert(event, Broken, &Format::Raw, |_| {}).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    assert_eq!(convert(BufReader::new(Broken), io::sink(), &Format::Raw, |_| {}).unwrap_err().kind(), io::ErrorKind::ConnectionReset);
}
