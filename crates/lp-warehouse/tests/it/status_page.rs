//! The status page and the pages below it, as a person reads them: problems, feeds, hours, units, with and without a database.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::closing::finish;
use crate::deployment::{ACCOUNT, Plan, small_world};
use crate::process::until;
use crate::service::{address, feeds_of_well_used, get, stop, well_used};

/// The part of a page between two texts.
fn between<'p>(page: &'p str, begin: &str, end: &str) -> &'p str {
    let (_, rest) = page.split_once(begin).unwrap_or_else(|| panic!("no `{begin}` in\n{page}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no `{end}` after `{begin}` in\n{page}")).0
}

/// The links of a page that begin so, as a browser reads them.
fn links(page: &str, begin: &str) -> Vec<String> {
    let links = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let links = links.filter(|link| link.starts_with(begin));
    links.map(|link| format!("/{}", link.replace("&#38;", "&").replace("&amp;", "&"))).collect()
}

/// Headings go down one level at a time, from one `h1`; what is no link or text has a name.
fn expect_accessible(page: &str) {
    let levels: Vec<u32> =
        page.match_indices("<h").filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10)).collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{levels:?}");
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    assert!(page.contains("<html lang=\"en\">") && page.contains("<main>") && page.contains("width=device-width"));
    for cell in page.split("<a class=\"cell").skip(1) {
        assert!(cell.split('>').next().unwrap().contains("aria-label=\""), "{cell}");
    }
    for field in page.split("<svg").skip(1).chain(page.split("<progress").skip(1)) {
        assert!(field.split('>').next().unwrap().contains("aria-label=\""), "{field}");
    }
    assert!(!page.contains("http://") && !page.contains("https://"), "nothing comes from elsewhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_leads_from_a_problem_to_its_unit() {
    let (deployment, daemon) = well_used().await;
    let address = address(&daemon).await;
    let (status, page) = get(&address, "/").await;
    assert_eq!(status, 200);
    expect_accessible(&page);
    assert!(between(&page, "<h1>", "</h1>").starts_with("1 problem; data complete through <time"), "{page}");
    assert!(between(&page, "<p class=\"state\">", "<").contains("Act now"));
    assert!(page.contains("<h3>1 unit is dead</h3>") && page.contains("href=\"bad.svg\""), "{page}");
    assert!(between(&page, "<h3>1 unit is dead", "</article>").contains("lp-warehouse --config "), "to be pasted");
    for feed in feeds_of_well_used() {
        let row = between(&page, &format!("feed={feed}\">{feed}</a>"), "</tr>");
        assert!(row.contains("class=\"badge"), "the state in a word: {row}");
    }

    let feed = links(&page, "feed?").into_iter().find(|link| link.contains("engagement#")).unwrap();
    let (status, hours) = get(&address, feed.split('#').next().unwrap()).await;
    assert_eq!(status, 200);
    expect_accessible(&hours);
    assert!(hours.contains(&format!("id=\"{}\"", feed.split('#').nth(1).unwrap())), "{feed}");
    let dead = hours.split("<a class=\"cell ").find(|cell| cell.starts_with("dead")).unwrap();
    let (status, units) = get(&address, &links(dead, "units?")[0]).await;
    assert_eq!(status, 200);
    expect_accessible(&units);
    assert!(units.contains("broken"), "{units}");
    let (status, unit) = get(&address, &links(&units, "unit?")[0]).await;
    assert_eq!(status, 200);
    expect_accessible(&unit);
    for told in ["units retry --id", "units ack --id", "<span class=\"badge bad\">dead</span>"] {
        assert!(unit.contains(told), "no `{told}` in\n{unit}");
    }
    let loaded = deployment.units("feed = 'engagement' and state = 'loaded'").await[0].clone();
    let (_, unit) = get(&address, &format!("/unit?id={}", loaded["unit_id"])).await;
    let attempt = between(&unit, "<tbody>", "</tbody>");
    let read = format!("data-label=\"records\">{}<", loaded["records_read"]);
    assert!(attempt.contains(&read) && attempt.contains("B</td>") && attempt.contains(" s</td>"), "{attempt}");

    let overview: Value = serde_json::from_str(&get(&address, "/api/status").await.1).unwrap();
    assert_eq!(overview["feeds"].as_array().unwrap().len(), feeds_of_well_used().len());
    assert_eq!((&overview["errors"][0]["name"], &overview["errors"][0]["units"]), (&"broken".into(), &1.into()));
    assert!(overview["throughput"][0]["records"].as_i64().unwrap() > 0);
    stop(daemon).await;
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_searched_page_by_page() {
    let deployment = Plan::of(small_world()).deploy().await;
    deployment.run_until_idle().await.expect_code(0);
    let daemon = deployment.start(&["run"]);
    daemon.logged("daemon_ready").await;
    deployment
        .database()
        .execute(&format!(
            "insert into ingest.unit (account_id, feed, name, href, scope_start_at, scope_end_at, state,
                next_attempt_at, first_listed_at, acknowledged_at)
             select '{ACCOUNT}', 'engagement', 'known ' || number, '', now(), now(), 'gone', now(), now(), now()
             from generate_series(1, 120) number"
        ))
        .await;
    let address = address(&daemon).await;
    let mut link = "/units?q=KNOWN+&account=&feed=engagement&state=gone".to_owned();
    let mut names = Vec::new();
    for range in ["1 to 50 of 120", "51 to 100 of 120", "101 to 120 of 120"] {
        let (status, page) = get(&address, &link).await;
        assert!(status == 200 && page.contains(range), "{link}: {page}");
        names.extend(page.split("<a href=\"unit?id=").skip(1).map(|unit| unit.split('>').nth(1).unwrap().to_owned()));
        link = links(&page, "units?").into_iter().find(|link| link.contains("page=")).unwrap();
        if let Some(older) = page.split("rel=\"next\"").next().filter(|_| page.contains("rel=\"next\"")) {
            link = links(older, "units?").pop().unwrap();
        }
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 120, "each once");
    for (query, expected) in [
        ("q=no+such", "No unit matches"),
        ("q=%25", "No unit matches"),
        ("q=%00", "No unit matches"),
        ("q=%3Cscript%3E", "value=\"&#60;script&#62;\""),
        ("q=known+77", "1 to 1 of 1"),
        ("page=1000", "No unit matches"),
    ] {
        let (status, page) = get(&address, &format!("/units?{query}")).await;
        assert!(status == 200 && page.contains(expected), "{query}: {page}");
    }
    for query in ["state=lost", "feed=nothing", "page=-1", "hour=yesterday", "hour=", "hour=%2B262142-12-31T23:30:00Z"]
    {
        assert_eq!(get(&address, &format!("/units?{query}")).await.0, 400, "{query}");
    }
    for hour in ["0001-01-01T00:00:00Z", "9999-12-31T23:30:00Z", "2026-11-26T14:00:00%2B01:00"] {
        assert_eq!(get(&address, &format!("/units?hour={hour}")).await.0, 200, "{hour}");
    }
    for missing in ["/unit?id=0", "/feed?account=1&feed=engagement", "/nowhere"] {
        assert_eq!(get(&address, missing).await.0, 404, "{missing}");
    }
    stop(daemon).await;
    deployment.database().execute("delete from ingest.unit where name like 'known %'").await;
    finish(deployment).await;
}

/// Whoever looks while the database is away sees why, and what was known last.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_stands_while_the_database_is_away() {
    let deployment = Plan::of(small_world()).deploy().await;
    let (mut line, url) = crate::server::Line::to(deployment.database().url()).await;
    line.cut().await;
    let daemon = deployment.start_with(&["run"], &[("database.url", &url)]);
    daemon.logged("database_unavailable").await;
    let address = address(&daemon).await;
    let (status, page) = get(&address, "/").await;
    assert_eq!(status, 200);
    expect_accessible(&page);
    assert!(page.contains("1 problem; nothing is known of the data yet"), "{page}");
    assert!(
        page.contains("<h3>Nothing is loaded: the database does not answer</h3>")
            && page.contains("Connection refused"),
        "{page}"
    );

    line.mend().await;
    until("all is well", async || get(&address, "/").await.1.contains("<p class=\"state\">All is well")).await;
    line.cut().await;
    until("the page says that it is old", async || get(&address, "/").await.1.contains("Last known state")).await;
    daemon.logged_times("database_unavailable", 2).await;
    let (status, page) = get(&address, "/").await;
    assert_eq!(status, 200);
    expect_accessible(&page);
    assert!(between(&page, "<h1>", "</h1>").starts_with("1 problem; data complete through <time"), "{page}");
    assert!(page.contains("class=\"cell loaded\"") && page.contains("under a minute ago"), "{page}");
    assert!(page.contains("Connection refused"), "{page}");
    for (path, told) in [("/units", "does not answer"), ("/unit?id=1", "does not answer")] {
        let (status, page) = get(&address, path).await;
        assert!(status == 503 && page.contains(told), "{path}: {page}");
        expect_accessible(&page);
    }
    assert_eq!(get(&address, "/api/status").await.0, 503, "programs are not given what is old");
    line.mend().await;
    stop(daemon).await;
    deployment.run_until_idle().await.expect_code(0);
    finish(deployment).await;
}

/// The colours of a scheme, by their names.
fn colours(css: &str) -> BTreeMap<String, [f64; 3]> {
    let declared = css.split(['{', ';', '}']).filter_map(|text| text.trim().strip_prefix("--")?.split_once(": #"));
    let channel = |colour: &str, at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
    declared.map(|(name, hex)| (name.to_owned(), [0, 2, 4].map(|at| channel(hex, at)))).collect()
}

/// Relative luminance (WCAG 2.2).
fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] = colour.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[test]
fn every_text_can_be_read_on_its_ground() {
    const CONTRAST_MIN: f64 = 4.5;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/style.css");
    let css = std::fs::read_to_string(path).unwrap();
    let (light, dark) = css.split_once("prefers-color-scheme: dark").unwrap();
    let dark = dark.split_once("}\n}").unwrap().0;
    let states = ["loaded", "empty", "acknowledged", "pending", "late", "dead", "gone"];
    let mut pairs: Vec<(String, String)> = states.map(|state| ("cell-ink".to_owned(), format!("cell-{state}"))).into();
    for ground in ["paper", "panel", "accent-tint", "good-tint", "warn-tint", "bad-tint"] {
        pairs.push(("text".to_owned(), ground.to_owned()));
    }
    for text in ["soft", "accent", "good", "warn", "bad"] {
        pairs.push((text.to_owned(), "paper".to_owned()));
        pairs.push((text.to_owned(), if text == "soft" { "panel".to_owned() } else { format!("{text}-tint") }));
    }
    for (scheme, colours) in [("light", colours(light)), ("dark", colours(dark))] {
        for (text, ground) in &pairs {
            let of = |name: &str| luminance(*colours.get(name).unwrap_or_else(|| panic!("{scheme} has no {name}")));
            let (one, other) = (of(text) + 0.05, of(ground) + 0.05);
            let contrast = one.max(other) / one.min(other);
            assert!(contrast >= CONTRAST_MIN, "{scheme}: {text} on {ground} has a contrast of {contrast:.2}");
        }
    }
}
