//! Every form that pages and production files show occurs in the default world, counted in its bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::LazyLock;

use chrono::TimeDelta;
use flate2::bufread::{GzDecoder, MultiGzDecoder};
use simulator::{World, WorldFile, WorldSpec};

struct Inflated<'w> {
    file: &'w WorldFile,
    text: String,
}

static WORLD: LazyLock<World> = LazyLock::new(|| World::generate(&WorldSpec::default()));
static FILES: LazyLock<Vec<Inflated<'static>>> = LazyLock::new(|| inflated(&WORLD));

fn inflated<'w>(world: &'w World) -> Vec<Inflated<'w>> {
    let inflate = |file: &'w WorldFile| {
        let mut text = String::new();
        MultiGzDecoder::new(&file.body[..]).read_to_string(&mut text).unwrap();
        Inflated { file, text }
    };
    world.files().iter().map(inflate).collect()
}

#[test]
fn every_form_of_json_occurs() {
    let files = &*FILES;
    let check = |what: &str, parts: &[&str]| {
        let found = files.iter().filter(|file| parts.iter().any(|part| file.text.contains(part))).take(3).count();
        assert!(found >= 3, "{what}: in {found} files");
    };
    check("wrapped metadata", &[r#""metaData":{"com.liveperson.dataaccess.MetaData":{"#]);
    check("bare metadata", &[r#""metaData":{"accountId""#]);
    check("wrapped collection", &[r#""recordCollection":{"array":["#]);
    check("bare collection", &[r#""recordCollection":["#]);
    check("wrapped long", &[r#""conversationStartTime":{"long":1"#]);
    check("bare long", &[r#""conversationStartTime":1"#]);
    check("wrapped entity", &[r#"{"com.liveperson.dataaccess.Conversation":{"type""#]);
    check("bare entity", &[r#""engagements":{"array":[{"type""#, r#""engagements":[{"type""#]);
    check("bare body", &[r#"{"body":{"header""#]);
    check("header after the records", &[r#"]},"header":"#, r#"],"header":"#]);
    check("wrapped enum", &[r#"{"com.liveperson.dataaccess.DeviceType":"MOBILE"}"#]);
    check("pretty", &["{\n  \"dataType\" : "]);
    check("back to back", &[r#"}{"dataType""#]);
    check("blank lines", &["}\n\n{", "}\n   \n{"]);
    check("null", &[r#""sourceDevice":null"#]);
    check("end time null", &[r#""endTime":null"#]);
    check("user name as in tables", &[r#""agentUserName""#]);
    check("user name as in examples", &[r#""agentUsername""#]);
    check("skill as in tables", &[r#""skillID""#]);
    check("skill as elsewhere", &[r#""skillId""#]);
    check("start reason as in tables", &[r#""StartReasonId""#]);
    check("start reason as in examples", &[r#""startReasonId""#]);
    check("employee as text", &[r#""agentEmployeeId":{"string":"70"#, r#""agentEmployeeId":"70"#]);
    check("employee as number", &[r#""agentEmployeeId":{"long":70"#, r#""agentEmployeeId":70"#]);
    check("transfer time as text", &[r#"{"timestamp":{"string":"1"#, r#"{"timestamp":"1"#]);
    check("transfer time as number", &[r#"{"timestamp":{"long":1"#, r#"{"timestamp":1"#]);
    check("empty identifier", &[r#""visitId":{"string":""}"#, r#""visitId":"""#]);
    check("empty text", &[r#"{"text":{"string":""}"#, r#"{"text":"""#]);
    check("empty sender", &[r#""by":{"string":""}"#, r#""by":"""#]);
    check("empty array", &[r#""transfers":{"array":[]}"#, r#""transfers":[]"#]);
    check("emoji", &["😀"]);
    check("emoji as escapes", &[r"\ud83d\ude00"]);
    check("right to left", &["שלום"]);
    check("combining", &["e\u{301}"]);
    check("wrapped content", &[r#"{"com.liveperson.dataaccess.Content":{"timestamp""#]);
    check("content first", &[r#"[{"com.liveperson.dataaccess.Content":{"timestamp""#]);
    check("newest schema", &[r#""schemaVersion":"1.0.0.39""#]);
    check("older schema", &[r#""schemaVersion":"1.0.0.35""#]);
    check("form id as number", &[r#""formId":{"long":"#]);
    check("form id as text", &[r#""formId":{"string":"#]);
    check("score as int", &[r#""score":{"int":"#]);
    check("empty skill name", &[r#""targetSkillName":{"string":""}"#, r#""targetSkillName":"""#]);
    check("survey of an agent", &[r#""type":{"int":3},"viewTime":null"#]);
    check("no threshold", &[r#""csatThreshold":{"double":-1}"#]);
    check("start as in tables", &[r#""sessionStartTime""#]);
    check("start as in the schema", &[r#"{"startTime":{"long":1"#]);
    check("group as in tables", &[r#""controlGroup""#]);
    check("group as in the schema", &[r#""siteControlGroup""#]);
    check("page time as text", &[r#"{"timestamp":{"string":"1"#, r#"{"timestamp":"1"#]);
    check("wrapped attribute", &[r#""data":{"com.liveperson.dataaccess.CustomerInfo":{"#]);
    check("bare attribute", &[r#""data":{"message""#, r#""data":{"contextId""#]);
    check("bare goal", &[r#""goalMetaData":{"url""#]);
    check("error code as number", &[r#""code":{"long":"#]);
    check("error code as text", &[r#""code":{"string":"er"#]);
    check("no campaigns", &[r#""eligibleCampaigns":{"array":[]}"#, r#""eligibleCampaigns":[]"#]);
    check("empty body", &[r#""geoData":{"array":[]}"#, r#""geoData":[]"#]);
    check("escaped U+0000", &[r"\u0000"]);
    check("lone high surrogate", &[r"\ud83d ", r#"\ud83d""#]);
    check("lone low surrogate", &[r"\udc00"]);
    check("html", &["<div class="]);
    check("unknown field", &[r#""botConfidence":"#]);
    check("unknown double", &[r#"{"double":0.25}"#]);
}

#[test]
fn every_form_of_file_occurs() {
    let files = &*FILES;
    let check = |what: &str, times_min: usize, is_one: &dyn Fn(&Inflated<'_>) -> bool| {
        let found = files.iter().filter(|file| is_one(file)).count();
        assert!(found >= times_min, "{what}: {found} files");
    };
    check("nothing in it", 3, &|file| file.text.is_empty());
    check("several documents", 50, &|file| file.text.matches(r#""dataType""#).count() > 1);
    check("a document twice", 3, &|file| {
        file.text.lines().zip(file.text.lines().skip(1)).any(|(a, b)| a.len() > 2 && a == b)
    });
    check("several members", 20, &|file| {
        let mut first = GzDecoder::new(&file.file.body[..]);
        first.read_to_end(&mut Vec::new()).unwrap();
        !first.into_inner().is_empty()
    });
    check("a field left out", 20, &|file| {
        file.text.matches(r#""conversationId""#).count() > file.text.matches(r#""consumerId""#).count()
    });
    check("no line break at the end", 20, &|file| file.text.ends_with('}'));
    check("a very long line", 3, &|file| file.text.split('"').any(|part| part.len() > 30_000));
    check("listed without .gz", 20, &|file| !file.file.is_listed_with_gz);
    let delay = |file: &Inflated<'_>| file.file.published_at - file.file.scope_end;
    check("within two hours", 100, &|file| delay(file) < TimeDelta::hours(2));
    check("within seven hours", 20, &|file| (TimeDelta::hours(2)..TimeDelta::hours(7)).contains(&delay(file)));
    check("later", 5, &|file| delay(file) > TimeDelta::hours(7));
    let spec = WorldSpec::default();
    check("too late", 0, &|file| delay(file) > TimeDelta::hours(40));
    assert!(files.iter().all(|file| file.file.published_at <= spec.end + TimeDelta::hours(8)));
}

#[test]
fn names_say_the_scope_and_parts_have_gaps() {
    let world = &*WORLD;
    let mut parts: BTreeMap<_, Vec<u32>> = BTreeMap::new();
    for file in world.files() {
        let (start_ms, end_ms) = (file.scope_start.timestamp_millis(), file.scope_end.timestamp_millis());
        assert_eq!(end_ms - start_ms, 3_600_000);
        let (prefix, part) = file.name.split_once(&format!(".{start_ms}.{end_ms}.part-")).unwrap();
        assert!(file.feed.to_lowercase().starts_with(&prefix.to_lowercase()), "{}", file.name);
        let (digits, rest) = part.split_at(5);
        assert_eq!(rest, "-0");
        parts.entry((&file.account, file.feed, start_ms)).or_default().push(digits.parse().unwrap());
    }
    assert!(parts.values().all(|parts| parts.len() <= 4 && parts.is_sorted_by(|a, b| a < b)));
    assert!(parts.values().any(|parts| parts.windows(2).any(|pair| pair[1] > pair[0] + 1)), "no gaps");
    assert!(parts.values().any(|parts| parts[0] > 0), "all begin at 0");
    let feeds: BTreeSet<_> = world.files().iter().map(|file| (&file.account, file.feed)).collect();
    assert!(parts.len() < feeds.len() * 72, "no empty hour");
}

#[test]
fn things_are_told_again() {
    let files = &*FILES;
    let mut tellings: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut is_older_published_later = false;
    let mut newest: BTreeMap<String, &WorldFile> = BTreeMap::new();
    for Inflated { file, text } in files {
        for (field, digits) in [("conversationId", 18), ("agentSessionId", 18)] {
            for after in text.split(&format!("\"{field}\"")).skip(1) {
                let id: String = after.chars().skip_while(|c| !c.is_ascii_digit()).take(digits).collect();
                if let Some(known) = newest.insert(id.clone(), file) {
                    is_older_published_later |= known.published_at > file.published_at;
                }
                tellings.entry(id).or_default().insert(&file.name);
            }
        }
    }
    let repeated = |is_session: bool| {
        tellings.iter().filter(|(id, names)| id.contains('-') == is_session && names.len() > 1).count()
    };
    assert!(repeated(true) >= 5, "{} shifts", repeated(true));
    assert!(repeated(false) >= 20, "{} chats", repeated(false));
    assert!(is_older_published_later, "copies come in the order of their scopes");
}

#[test]
fn the_truth_holds_what_is_special() {
    let spec = WorldSpec::default();
    let truth = World::generate(&spec).truth(spec.end + TimeDelta::hours(8));
    let check = |table: &str, pointer: &str| {
        let found =
            truth[table].iter().filter(|row| row.pointer(pointer).is_some_and(|value| !value.is_null())).count();
        assert!(found >= 1, "{table}{pointer}: {found} rows");
    };
    check("conversation", "/extra/newField");
    check("conversation", "/extra/header");
    check("conversation", "/extra/campaignData");
    check("conversation", "/mcs/rawScore");
    check("message", "/extra/newField");
    check("message", "/extra/fileData");
    check("message", "/extra/linkData");
    check("message", "/mcs/score");
    check("message", "/file_caption");
    check("message", "/link_url");
    check("transfer", "/extra/routingHints");
    check("agent_event", "/extra/header");
    check("agent_event", "/extra/previewCard");
    check("secure_form", "/extra/pages/0/number");
    check("secure_form", "/filled_at");
    check("secure_form", "/form_uuid");
    check("secure_form", "/extra/newField");
    check("conversation", "/mcs_score");
    check("conversation", "/skill_name");
    check("transfer", "/target_skill_name");
    check("content_engagement", "/visit_id");
    check("content_engagement", "/extra/newField");
    check("content_engagement", "/extra/header");
    check("survey", "/extra/newField");
    check("survey", "/extra/header");
    check("survey_content", "/extra/newField");
    check("survey_content", "/csat_threshold");
    check("visit_body", "/extra/header");
    let parts = ["visit", "visit_location", "page_view", "impression", "campaign_eligibility", "achieved_goal"];
    for table in parts.into_iter().chain(["visit_attribute"]) {
        check(table, "/extra/newField");
    }
    for record in ["engagement", "campaign", "goal"] {
        check("impression", &format!("/extra/{record}"));
    }
    check("impression", "/visitor_behaviors/0/revision");
    check("impression", "/survey_skills/0/name");
    check("campaign_eligibility", "/engagements/0/visitorBehaviors/0/id");
    check("campaign_eligibility", "/engagement_ids/0");
    check("campaign_eligibility", "/visitor_profiles/0/revision");
    for column in ["url", "total", "page_count", "lead_value", "service_id", "service_status_id", "cart_total"] {
        check("achieved_goal", &format!("/{column}"));
    }
    check("achieved_goal", "/cart_products/0/product/price");
    check("achieved_goal", "/engagement/surveySkills");
    check("achieved_goal", "/campaign/visitorProfiles");
    check("visit_attribute", "/payload/contacts/1/email");
    check("visit_attribute", "/payload/cart/products/0/product/sku");
    for column in ["balance", "imei", "last_payment_on", "age_years", "email", "code", "level", "is_resolved"] {
        check("visit_attribute", &format!("/{column}"));
    }
    let texts = |wanted: &str| {
        truth["message"].iter().filter(|row| row["text"].as_str().is_some_and(|t| t.contains(wanted))).count()
    };
    assert!(texts("\u{fffd}") > 10 && texts("(corrected)") > 5 && texts("{\"string\":\"not a wrapper\"}") > 10);
    assert!(!truth.values().flatten().any(|row| row.to_string().contains("com.liveperson")));
    let moments: Vec<_> =
        truth["agent_event"].iter().map(|row| (&row["agent_session_id"], &row["occurred_at"])).collect();
    assert!(moments.windows(2).any(|pair| pair[0] == pair[1]), "no two events in one millisecond");
    assert!(truth["agent_event"].iter().any(|row| row["user_profile_ids"] == serde_json::json!([])));
}
