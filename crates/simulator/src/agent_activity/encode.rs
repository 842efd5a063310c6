//! The body of an agentActivity document (Data Access API, agentActivity).

use crate::data_access::Body;
use crate::encode::{NAMESPACE, Printer};
use crate::world::facts::{AgentEvent, Shift};

impl Body for Shift {
    fn span_ms(&self) -> Option<(i64, i64)> {
        let moments = self.events.iter().map(|event| event.occurred_ms);
        moments.clone().min().zip(moments.max())
    }

    fn print(&self, printer: &mut Printer<'_>) {
        shift(printer, self);
    }
}

fn shift(p: &mut Printer<'_>, shift: &Shift) {
    p.union(&format!("{NAMESPACE}AgentActivityData"), |p| {
        p.object(|p| {
            let is_header_first = p.percent(90);
            if is_header_first {
                header(p, shift);
            }
            p.array("agentSessionsData", &shift.events, event);
            if !is_header_first {
                header(p, shift);
            }
        });
    });
}

fn header(p: &mut Printer<'_>, shift: &Shift) {
    p.record("header", "AgentHeader", Some(shift), |p, shift| {
        p.text("agentSessionId", Some(&shift.session_id));
        p.unknown(&shift.header_unknown);
    });
}

fn event(p: &mut Printer<'_>, event: &AgentEvent) {
    let [user_name, nickname, login_name] = if p.is_table_case() {
        ["agentUserName", "agentNickName", "agentLoginName"]
    } else {
        ["agentUsername", "agentNickname", "agentLoginname"]
    };
    p.object(|p| {
        p.long("agentID", Some(event.agent_id));
        p.long("type", Some(event.event_type));
        p.long("state", event.state);
        p.long("timestamp", Some(event.occurred_ms));
        p.long("prevState", event.previous_state);
        employee(p, event.employee_id.as_deref());
        p.text(user_name, event.user_name.as_deref());
        p.text(nickname, event.nickname.as_deref());
        p.text(login_name, event.login_name.as_deref());
        p.long("prevConcurrentEng", event.previous_concurrent);
        p.long("concurrentEng", event.concurrent);
        p.long("maxConcurrentEng", event.max_concurrent);
        p.long("agentGroupID", event.agent_group_id);
        if let Some(profiles) = &event.user_profile_ids {
            p.key("userProfileIDs");
            p.union("array", |p| p.items(profiles, |p, profile| p.number(*profile)));
        }
        p.unknown(&event.unknown);
    });
}

/// A text in the page's example, a long in its table; texts that are no number can only be the former.
fn employee(p: &mut Printer<'_>, id: Option<&str>) {
    match id.and_then(|id| id.parse().ok()) {
        Some(number) => p.long_or_text("agentEmployeeId", Some(number)),
        None => p.id("agentEmployeeId", id),
    }
}
