//! From bodies to the bytes of one file: documents, blanks, repetitions, gzip members.

use std::sync::Arc;

use bytes::Bytes;

use super::Body;
use super::document::document;
use crate::encode::{Style, pretty};
use crate::feed::FileFeed;
use crate::gzip;
use crate::world::dice::Dice;

/// Bodies that one document may hold.
const BODIES_PER_DOCUMENT_MAX: usize = 4;

/// The gzip bytes of a file with these bodies; without bodies, gzip of nothing.
pub(super) fn pack<B: Body>(feed: &FileFeed, account: &str, bodies: &[Arc<B>], dice: &mut Dice) -> Bytes {
    compressed(lay_out(feed, account, bodies, dice).as_bytes(), dice).into()
}

fn lay_out<B: Body>(feed: &FileFeed, account: &str, bodies: &[Arc<B>], dice: &mut Dice) -> String {
    let is_pretty = dice.percent(10);
    let is_back_to_back = dice.percent(15);
    let mut text = String::new();
    let mut rest: Vec<&Arc<B>> = bodies.iter().collect();
    while !rest.is_empty() {
        let in_document = dice.count(1..BODIES_PER_DOCUMENT_MAX + 1).min(rest.len());
        let in_document: Vec<&Arc<B>> = rest.drain(..in_document).collect();
        let style = Style::roll(dice);
        let mut printed = document(feed, account, &in_document, style, dice);
        if is_pretty {
            printed = pretty(&printed);
        }
        // A page prints one document twice.
        for _ in 0..if dice.percent(4) { 2 } else { 1 } {
            text.push_str(&printed);
            if !is_back_to_back {
                text.push_str(dice.pick(&["\n", "\n", "\n", "\n", "\n\n", "\r\n", "\n   \n"]));
            }
        }
    }
    if dice.percent(15) {
        text.truncate(text.trim_end().len());
    }
    text
}

/// One member, or several back to back, cut anywhere, as concatenated job output is.
fn compressed(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let members = if dice.percent(20) { dice.count(2..5) } else { 1 };
    let mut cuts: Vec<usize> = (1..members).map(|_| dice.count(0..text.len() + 1)).collect();
    cuts.sort_unstable();
    cuts.push(text.len());
    let mut start = 0;
    let mut packed = Vec::new();
    for end in cuts {
        packed = gzip::append(packed, &text[start..end]);
        start = end;
    }
    packed
}
