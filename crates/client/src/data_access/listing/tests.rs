use expect_test::{Expect, expect};

use super::*;

const LISTED_AT: &str = "https://va.da.liveperson.net/data_access_le/account/1/le/engagement?startTime=1&endTime=2";

/// One line per file, or what is wrong.
fn check(body: &str, expected: &Expect) {
    let shown = match read_listing(body.as_bytes(), &LISTED_AT.parse().unwrap()) {
        Ok(ListedFiles { files, refused, refusals }) => {
            let mut shown: String =
                files.iter().map(|file| format!("{} {} {}\n", file.name, span(file), file.href)).collect();
            shown.extend(refusals.iter().map(|why| format!("refused: {why}\n")));
            if refused > refusals.len() {
                shown.push_str(&format!("refused: {refused} in all\n"));
            }
            shown
        }
        Err(why) => format!("error: {why}\n"),
    };
    expected.assert_eq(&shown);
}

fn span(file: &ListedFile) -> String {
    format!("{}/{}", file.scope.start.format("%dT%H:%M"), file.scope.end.format("%H:%M"))
}

const ENTRY: &str = r#"{
    "@name": "Engagement.1467853200000.1467856800000.part-00000-0.gz",
    "@scopeStartDate": "2016-07-06T21:00:00-04:00",
    "@scopeEndDate": "2016-07-06T22:00:00-04:00",
    "@href": "https://va-a.da.liveperson.net/le/engagement/Engagement.1467853200000.1467856800000.part-00000-0.gz"
}"#;

#[test]
fn the_printed_form() {
    let other = ENTRY.replace("part-00000", "part-00044");
    let listing = format!(
        r#"{{"dataAccessFiles": {{"@id": "75555851", "link": {{"@href": "https://va-a", "@rel": "self"}}, "file": [{ENTRY}, {other}]}}}}"#
    );
    let files = expect![[r#"
        Engagement.1467853200000.1467856800000.part-00000-0 07T01:00/02:00 https://va-a.da.liveperson.net/le/engagement/Engagement.1467853200000.1467856800000.part-00000-0.gz
        Engagement.1467853200000.1467856800000.part-00044-0 07T01:00/02:00 https://va-a.da.liveperson.net/le/engagement/Engagement.1467853200000.1467856800000.part-00044-0.gz
    "#]];
    // The page prints it twice in a row: the same files.
    check(&format!("{listing}\n{listing}"), &files);
    check(&format!("\u{feff}{listing}"), &files);
}

#[test]
fn one_file_may_stand_without_a_list() {
    let one = expect![[r#"
        Engagement.1467853200000.1467856800000.part-00000-0 07T01:00/02:00 https://va-a.da.liveperson.net/le/engagement/Engagement.1467853200000.1467856800000.part-00000-0.gz
    "#]];
    check(&format!(r#"{{"dataAccessFiles": {{"file": {ENTRY}}}}}"#), &one);
    check(&format!(r#"{{"dataaccessfiles": {{"@File": [{ENTRY}]}}}}"#), &one);
    check(&format!(r#"{{"file": [{}]}}"#, ENTRY.replace('@', "").replace("scopeStart", "SCOPESTART")), &one);
}

#[test]
fn nothing_has_many_forms() {
    for nothing in [
        "",
        " \n",
        "{}",
        "null",
        "[]",
        r#"{"dataAccessFiles": null}"#,
        r#"{"dataAccessFiles": ""}"#,
        r#"{"dataAccessFiles": {}}"#,
        r#"{"dataAccessFiles": {"@id": "1", "link": {}}}"#,
        r#"{"dataAccessFiles": {"file": []}}"#,
        r#"{"dataAccessFiles": {"file": null}}"#,
        r#"{"dataAccessFiles": {"file": ""}}"#,
        "No Available Files for the given time range",
        r#"{"error": {"message": "No Available Files"}}"#,
    ] {
        check(nothing, &expect![""]);
    }
}

#[test]
fn what_an_entry_lacks_is_found_elsewhere() {
    let entry = |fields: &str| format!(r#"{{"dataAccessFiles": {{"file": {{{fields}}}}}}}"#);
    // The address from the name, the scope from the name.
    check(
        &entry(r#""@name": "Agent.1467853200000.1467856800000.part-00001-0""#),
        &expect![[r#"
            Agent.1467853200000.1467856800000.part-00001-0 07T01:00/02:00 https://va.da.liveperson.net/data_access_le/account/1/le/engagement/Agent.1467853200000.1467856800000.part-00001-0.gz
        "#]],
    );
    // The name from the address; a relative address is one within the listing's host.
    check(
        &entry(r#""@href": "/x/Agent.1467853200000.1467856800000.part-00001-0""#),
        &expect![[r#"
            Agent.1467853200000.1467856800000.part-00001-0 07T01:00/02:00 https://va.da.liveperson.net/x/Agent.1467853200000.1467856800000.part-00001-0
        "#]],
    );
    // Dates win over the name; an offset needs no colon.
    check(
        &entry(
            r#""@name": "Agent.1467853200000.1467856800000.part-00001-0",
            "@scopeStartDate": "2016-07-06T22:00:00.000-0400", "@scopeEndDate": "2016-07-06T23:00:00Z""#,
        ),
        &expect![[r#"
            Agent.1467853200000.1467856800000.part-00001-0 07T01:00/02:00 https://va.da.liveperson.net/data_access_le/account/1/le/engagement/Agent.1467853200000.1467856800000.part-00001-0.gz
        "#]],
    );
    check(
        &entry(
            r#""@name": "export.gz", "@scopeStartDate": "2016-07-06T22:00:00-0400", "@scopeEndDate": "2016-07-07T03:00:00Z""#,
        ),
        &expect![[r#"
            export 07T02:00/03:00 https://va.da.liveperson.net/data_access_le/account/1/le/engagement/export.gz
        "#]],
    );
}

#[test]
fn an_entry_that_cannot_be_stored_does_not_keep_the_others_out() {
    let check = |entries: &[&str], expected: &Expect| {
        check(&format!(r#"{{"dataAccessFiles": {{"file": [{}]}}}}"#, entries.join(",")), expected);
    };
    let scope = r#""@scopeStartDate": "2016-07-06T22:00:00Z", "@scopeEndDate": "2016-07-06T23:00:00Z""#;
    let named = |name: &str| format!(r#"{{"@name": "{name}", "@href": "https://h/f", {scope}}}"#);
    let at = |href: &str| format!(r#"{{"@name": "x", "@href": "{href}", {scope}}}"#);
    let of = |start: &str, end: &str| {
        format!(r#"{{"@name": "x", "@href": "https://h/f", "@scopeStartDate": "{start}", "@scopeEndDate": "{end}"}}"#)
    };
    let name_of = |bytes: usize| "n".repeat(bytes);
    check(
        &[&named(&name_of(513)), ENTRY, &named("a\\u0000b"), &named("a\\u001bb")],
        &expect![[r#"
        Engagement.1467853200000.1467856800000.part-00000-0 07T01:00/02:00 https://va-a.da.liveperson.net/le/engagement/Engagement.1467853200000.1467856800000.part-00000-0.gz
        refused: file `nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn` has a name of 513 bytes, more than 512
        refused: file `ab` has control characters in its name
        refused: file `ab` has control characters in its name
    "#]],
    );
    check(
        &[&at(&format!("https://h/{}", name_of(8183))), ENTRY, &at("https://h/\\u0000")],
        &expect![[r#"
        Engagement.1467853200000.1467856800000.part-00000-0 07T01:00/02:00 https://va-a.da.liveperson.net/le/engagement/Engagement.1467853200000.1467856800000.part-00000-0.gz
        refused: file `x` has an address of 8193 bytes, more than 8192
        refused: file `x` has control characters in its address
    "#]],
    );
    check(
        &[
            &of("+10000-01-01T00:00:00+0000", "+10000-01-01T01:00:00+0000"),
            r#"{"@name": "x.253402300800000.253402304400000"}"#,
            &of("0000-12-31T23:00:00Z", "0001-01-01T00:00:00Z"),
            ENTRY,
        ],
        &expect![[r#"
            Engagement.1467853200000.1467856800000.part-00000-0 07T01:00/02:00 https://va-a.da.liveperson.net/le/engagement/Engagement.1467853200000.1467856800000.part-00000-0.gz
            refused: file `x` has a scope outside the years 1 to 9999
            refused: file `x.253402300800000.253402304400000` has a scope outside the years 1 to 9999
            refused: file `x` has a scope outside the years 1 to 9999
        "#]],
    );
    // The scope in the name is as good.
    check(
        &[&of("0000-12-31T23:00:00Z", "0001-01-01T00:00:00Z").replace("\"x\"", "\"x.1467853200000.1467856800000\"")],
        &expect![[r#"
            x.1467853200000.1467856800000 07T01:00/02:00 https://h/f
        "#]],
    );
    check(
        &["{}", ENTRY, r#"{"@name": ".gz"}"#, r#"{"@name": "x"}"#, "1", "[]"],
        &expect![[r#"
        Engagement.1467853200000.1467856800000.part-00000-0 07T01:00/02:00 https://va-a.da.liveperson.net/le/engagement/Engagement.1467853200000.1467856800000.part-00000-0.gz
        refused: entry 1 of the listing has no name
        refused: entry 3 of the listing has no name
        refused: file `x` has no scope, and none in its name
        refused: 5 in all
    "#]],
    );
    // At the bounds.
    let listing = format!("{{\"file\":[{},{}]}}", named(&name_of(512)), at(&format!("https://h/{}", name_of(8182))));
    let listing = read_listing(listing.as_bytes(), &LISTED_AT.parse().unwrap()).unwrap();
    assert_eq!((listing.files.len(), listing.refused), (2, 0));
}

#[test]
fn what_cannot_be_a_listing_is_named() {
    let entry = |fields: &str| format!(r#"{{"dataAccessFiles": {{"file": [{{{fields}}}]}}}}"#);
    check(&entry(""), &expect![["error: entry 1 of the listing has no name\n"]]);
    check(&entry(r#""@name": "x.gz""#), &expect![["error: file `x` has no scope, and none in its name\n"]]);
    check(r#"{"error": {"message": "x"}}"#, &expect![["error: the answer has no `dataAccessFiles`\n"]]);
    check("[1]", &expect![["error: the answer has no `dataAccessFiles`\n"]]);
    check(r#"{"dataAccessFiles": 3}"#, &expect![["error: `dataAccessFiles` is not an object\n"]]);
    check(r#"{"dataAccessFiles": {"file": 3}}"#, &expect![["error: `file` is neither a list nor an entry\n"]]);
    check("<html>", &expect![["error: the listing is not JSON: expected value at line 1 column 1\n"]]);
    check(
        r#"{"dataAccessFiles": {"#,
        &expect![["error: the listing is not JSON: EOF while parsing an object at line 1 column 21\n"]],
    );
}
