//! Lists by their revision: what is sent, and what each answer is taken for.

use client::{ClientError, ListAnswer, ListRequest};

use crate::server::{Server, client, is_signed, status, with_header};

/// Answers with these statuses in turn, the last one again and again. Returns what came of it, and each request as its
/// version and `If-Match`.
async fn ask(
    statuses: &'static [u16],
    versions: &[&str],
    known_revision: Option<&str>,
) -> (Result<ListAnswer, ClientError>, Vec<String>) {
    let server = Server::start(move |_, before| {
        with_header(status(statuses[before.min(statuses.len() - 1)], "[]"), "ac-revision", "87")
    })
    .await;
    let request = ListRequest { upstream_path: "le-users/users", versions, known_revision };
    let answer = client(&server).read_list(&request).await;
    assert!(server.seen().iter().all(is_signed));
    let asked = server.seen().into_iter().map(|seen| {
        let version = seen.url.query_pairs().find(|(name, _)| name == "v").map(|(_, version)| version.into_owned());
        format!("{} {}", version.unwrap_or_default(), seen.header("if-match"))
    });
    (answer, asked.collect())
}

async fn check(
    statuses: &'static [u16],
    versions: &[&str],
    known_revision: Option<&str>,
    outcome: &str,
    expected: &[&str],
) {
    let (answer, asked) = ask(statuses, versions, known_revision).await;
    let came = match answer {
        Ok(ListAnswer::Unchanged { .. }) => "unchanged".to_owned(),
        Ok(ListAnswer::Whole(list)) => format!("whole {} {}", list.version, list.revision.unwrap_or_default()),
        Err(ClientError::BadAnswer { status, .. }) => format!("bad answer {}", status.unwrap_or_default()),
        Err(ClientError::Forbidden { .. }) => "forbidden".to_owned(),
        Err(error) => panic!("{error:?}"),
    };
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    assert_eq!((came.as_str(), &asked[..]), (outcome, expected), "{statuses:?}");
}

#[tokio::test]
async fn a_list_is_whole_or_unchanged() {
    check(&[200], &["6.0", "4.0"], None, "whole 6.0 87", &["6.0 -1"]).await;
    check(&[200], &["6.0"], Some("86"), "whole 6.0 87", &["6.0 86"]).await;
    check(&[304], &["6.0"], Some("87"), "unchanged", &["6.0 87"]).await;
    // Nothing was known that could be unchanged.
    check(&[304], &["6.0"], None, "bad answer 304", &["6.0 -1"]).await;
}

#[tokio::test]
async fn versions_that_are_refused_give_way_to_older_ones() {
    check(&[400, 400, 200], &["6.0", "4.0", ""], None, "whole  87", &["6.0 -1", "4.0 -1", " -1"]).await;
    // The revision is that of the first version.
    check(&[400, 200], &["4.0", "2.0"], Some("86"), "whole 2.0 87", &["4.0 86", "2.0 -1"]).await;
    check(&[400], &["6.0", ""], None, "bad answer 400", &["6.0 -1", " -1"]).await;
    check(&[403], &["6.0", ""], None, "forbidden", &["6.0 -1"]).await;
    check(&[400, 403], &["6.0", ""], None, "forbidden", &["6.0 -1", " -1"]).await;
}
