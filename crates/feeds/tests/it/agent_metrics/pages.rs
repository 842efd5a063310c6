//! Answers of several pages.

use expect_test::expect;
use normalizer::{DecodeLimits, SampleMoment};
use serde_json::{Value, json};

use super::page;
use crate::operational::{MOMENT, moment};
use crate::outcome::{Outcome, method, sample_pages_outcome};

fn sampled_pages(pages: &[Value], is_partial: bool) -> Outcome {
    let pages: Vec<_> = pages.iter().map(|page| page.to_string().into_bytes()).collect();
    let pages: Vec<&[u8]> = pages.iter().map(Vec::as_slice).collect();
    let at = SampleMoment { is_partial, ..moment(MOMENT) };
    sample_pages_outcome(method("agent_status"), &pages, at, DecodeLimits::default())
}

fn agent(id: u32) -> Value {
    json!({ "agentId": id.to_string(), "agentNickname": format!("agent {id}") })
}

#[test]
fn pages_are_one_sample() {
    let outcome = sampled_pages(&[page(&[agent(41), agent(42)]), page(&[agent(43)]), page(&[])], false);
    expect![[r#"
        agent_status_sample: sampled_at=2017-07-14T02:42:03.000+00:00 agent_id="41" is_partial=false is_final=true
        agent_status_sample: sampled_at=2017-07-14T02:42:03.000+00:00 agent_id="42" is_partial=false is_final=true
        agent_status_sample: sampled_at=2017-07-14T02:42:03.000+00:00 agent_id="43" is_partial=false is_final=true
        agent_profile: agent_id="41" nickname="agent 41" is_final=true
        agent_profile: agent_id="42" nickname="agent 42" is_final=true
        agent_profile: agent_id="43" nickname="agent 43" is_final=true
        documents 3, records 6
    "#]]
    .assert_eq(&outcome.print());
}

#[test]
fn an_agent_on_two_pages_has_one_key() {
    let outcome = sampled_pages(&[page(&[agent(41), agent(42)]), page(&[agent(42)])], true);
    let keys = outcome.keys();
    assert_eq!((keys.len(), outcome.decoded.as_ref().unwrap().records), (6, 6));
    let apart: std::collections::HashSet<_> = keys.iter().collect();
    // A sample and a profile of each agent.
    assert_eq!(apart.len(), 4);
}

#[test]
fn a_sample_is_partial_as_a_whole() {
    let mut lacking = page(&[agent(42)]);
    lacking["_metadata"]["shardsStatusResult"]["partialResult"] = json!("true");
    for (pages, is_partial, expected) in [
        (vec![page(&[agent(41)]), page(&[agent(42)])], false, false),
        (vec![page(&[agent(41)]), page(&[agent(42)])], true, true),
        (vec![page(&[agent(41)]), lacking], false, true),
        (vec![json!({ "agentStatusRecords": [agent(41), agent(42)] })], false, false),
    ] {
        let rows = sampled_pages(&pages, is_partial).print_rows();
        assert_eq!(rows.matches(&format!(" is_partial={expected} ")).count(), 2, "{rows}");
    }
}

#[test]
fn a_page_that_is_no_answer_voids_the_sample() {
    for other in [json!({ "code": "0001" }), json!([]), json!({ "accountID": "1" })] {
        let outcome = sampled_pages(&[page(&[agent(41)]), other], false);
        assert_eq!(outcome.print(), "error: this is not an answer of `agent-view/status`\n");
    }
}

#[test]
fn an_answer_without_agents_is_an_answer() {
    for nothing in [json!({}), page(&[]), json!({ "_metadata": { "count": 0 } }), json!({ "agentStatusRecords": null })]
    {
        let outcome = sampled_pages(&[nothing], false);
        assert_eq!(outcome.print(), "documents 1, records 0\n");
    }
    assert_eq!(sampled_pages(&[], false).print(), "documents 0, records 0\n");
}
