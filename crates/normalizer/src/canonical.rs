//! Canonical JSON: one spelling for the same facts, for the columns of type jsonb and for the hash over them.

use crate::json::Node;

impl Node<'_> {
    /// Appends canonical JSON: keys sorted, the last of equal keys kept, no white space, fewest escapes. The same facts
    /// in another spelling are the same text.
    pub fn write_canonical(&self, out: &mut String) {
        match self {
            Node::Null => out.push_str("null"),
            Node::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Node::Number(text) if fits_numeric(text) => out.push_str(text),
            Node::Number(text) => write_string(text, out),
            Node::String(text) => write_string(text, out),
            Node::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write_canonical(out);
                }
                out.push(']');
            }
            Node::Object(fields) => write_object(fields.iter().map(|(name, value)| (*name, value)), out),
        }
    }
}

/// Appends an object in canonical form.
pub(crate) fn write_object<'a, 'b: 'a>(fields: impl Iterator<Item = (&'a str, &'a Node<'b>)>, out: &mut String) {
    write_fields(fields, out, |value, out| value.write_canonical(out));
}

/// Appends an object in canonical form, whatever its values are made of.
pub(crate) fn write_fields<'a, V>(
    fields: impl Iterator<Item = (&'a str, V)>,
    out: &mut String,
    write: impl Fn(V, &mut String),
) {
    let mut fields: Vec<_> = fields.enumerate().collect();
    fields.sort_by_key(|(index, (name, _))| (*name, std::cmp::Reverse(*index)));
    fields.dedup_by_key(|(_, (name, _))| *name);
    out.push('{');
    for (index, (_, (name, value))) in fields.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_string(name, out);
        out.push(':');
        write(value, out);
    }
    out.push('}');
}

/// Postgres' `numeric`, which holds the numbers of a jsonb, ends near 10^131072; such a number is kept as text.
fn fits_numeric(text: &str) -> bool {
    const DIGITS_MAX: usize = 1_000;
    let exponent = text.split(['e', 'E']).nth(1).unwrap_or("0");
    text.len() <= DIGITS_MAX && exponent.parse::<i32>().is_ok_and(|exponent| exponent.abs() <= 1_000)
}

pub(crate) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                let code = control as usize;
                out.push_str("\\u00");
                out.push(char::from(HEX[code >> 4]));
                out.push(char::from(HEX[code & 15]));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}
