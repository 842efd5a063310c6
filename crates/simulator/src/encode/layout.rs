//! Pretty printing, as one page shows its documents.

/// The same JSON with a line per value. `compact` must be JSON without blanks between its tokens.
pub(crate) fn pretty(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() * 2);
    let mut depth = 0usize;
    let mut is_text = false;
    let mut is_escaped = false;
    for character in compact.chars() {
        if is_text {
            out.push(character);
            is_text = is_escaped || character != '"';
            is_escaped = !is_escaped && character == '\\';
            continue;
        }
        match character {
            '{' | '[' => {
                depth += 1;
                out.push(character);
                line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(character);
                line(&mut out, depth);
            }
            ':' => out.push_str(" : "),
            _ => {
                is_text = character == '"';
                out.push(character);
            }
        }
    }
    out
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_are_added() {
        let compact = r#"{"a":[1,{"b":"x\",[{: \\"}],"c":[]}"#;
        let spread = pretty(compact);
        assert!(spread.lines().count() > 5);
        let (spread, compact): (serde_json::Value, serde_json::Value) =
            (serde_json::from_str(&spread).unwrap(), serde_json::from_str(compact).unwrap());
        assert_eq!(spread, compact);
    }
}
