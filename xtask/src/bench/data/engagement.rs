//! Hourly files, as the Data Access API has them: one document to a line, gzipped; and what files of conversations hold.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::{ACCOUNT, Dice, HOUR_MS, Json, MINUTE_MS, Words, chat_id, name_of, visits};
use crate::bench::upstream::{Served, ServedFile};
use crate::interrupt::Interrupt;

/// Chats of a file: about 2 MB of gzip.
const CHATS_PER_FILE: u64 = 2000;

/// Visits in one document.
const VISITS_PER_DOCUMENT: u64 = 20;

/// What the files tell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::bench) enum Content {
    /// Chats.
    Chats,
    /// Visits to the site.
    Visits,
}

impl Content {
    /// As upstream spells it in addresses, and in the names of files.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Chats => ("engagement", "Engagement"),
            Self::Visits => ("webSession", "WebSession"),
        }
    }
}

/// What is to be made.
pub(in crate::bench) struct Files {
    /// Where the files are written.
    pub(in crate::bench) folder: PathBuf,
    /// Begin of the hour of the newest file; the others are for the hours before.
    pub(in crate::bench) last_hour_ms: i64,
    /// Which chats: those of two sets have nothing in common. Files of different sets have different names.
    pub(in crate::bench) set: u64,
    pub(in crate::bench) content: Content,
}

/// Files and how much is in them.
pub(in crate::bench) struct Made {
    pub(in crate::bench) files: Vec<ServedFile>,
    /// Chats, or visits.
    pub(in crate::bench) chats: u64,
    pub(in crate::bench) gzip_bytes: u64,
    pub(in crate::bench) json_bytes: u64,
}

impl Files {
    /// Makes files of so many chats, or visits, together, on all cores.
    pub(in crate::bench) fn of_chats(&self, chats: u64, interrupt: &Interrupt) -> Result<Made> {
        let files = chats.div_ceil(CHATS_PER_FILE);
        let next = AtomicU64::new(0);
        let words = Words::new();
        let work = || -> Result<Vec<(u64, ServedFile, u64, u64)>> {
            let mut made = Vec::new();
            while let index = next.fetch_add(1, Ordering::Relaxed)
                && index < files
            {
                let first = index * CHATS_PER_FILE;
                let numbers = first..chats.min(first + CHATS_PER_FILE);
                let hour_ms = self.last_hour_ms - (files - 1 - index).cast_signed() * HOUR_MS;
                let mut writer = Writer::new(&words, self, hour_ms, Compression::default());
                let (file, sizes) = self.write(hour_ms, &mut writer, |writer| {
                    if interrupt.is_raised() { Ok(false) } else { writer.documents(numbers.clone()).map(|()| false) }
                })?;
                made.push((index, file, sizes.0, sizes.1));
            }
            Ok(made)
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let mut made = thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let joined = workers.into_iter().map(|worker| worker.join().expect("making data does not panic"));
            joined.collect::<Result<Vec<_>>>()
        })?
        .concat();
        if interrupt.is_raised() {
            bail!("interrupted");
        }
        made.sort_by_key(|(index, ..)| *index);
        let gzip_bytes = made.iter().map(|(_, _, gzip_bytes, _)| gzip_bytes).sum();
        let json_bytes = made.iter().map(|(_, _, _, json_bytes)| json_bytes).sum();
        Ok(Made { files: made.into_iter().map(|(_, file, ..)| file).collect(), chats, gzip_bytes, json_bytes })
    }

    /// Makes one file that inflates to so many bytes, or a document more.
    pub(in crate::bench) fn of_bytes(&self, json_bytes: u64, interrupt: &Interrupt) -> Result<Made> {
        let words = Words::new();
        let mut chats = 0;
        // Compressed lightly: gigabytes would take minutes otherwise.
        let mut writer = Writer::new(&words, self, self.last_hour_ms, Compression::fast());
        let (file, (gzip_bytes, json_bytes)) = self.write(self.last_hour_ms, &mut writer, |writer| {
            if interrupt.is_raised() {
                bail!("interrupted");
            }
            writer.documents(chats..chats + VISITS_PER_DOCUMENT)?;
            chats += VISITS_PER_DOCUMENT;
            Ok(writer.json_bytes < json_bytes)
        })?;
        Ok(Made { files: vec![file], chats, gzip_bytes, json_bytes })
    }

    /// Writes documents until told that it is enough. The file, its size and its size inflated.
    fn write(
        &self,
        hour_ms: i64,
        writer: &mut Writer<'_>,
        mut more: impl FnMut(&mut Writer<'_>) -> Result<bool>,
    ) -> Result<(ServedFile, (u64, u64))> {
        fs::create_dir_all(&self.folder).with_context(|| format!("cannot make {}", self.folder.display()))?;
        let (feed, prefix) = self.content.names();
        let name = file_name(prefix, hour_ms, self.set);
        let path = self.folder.join(format!("{name}.gz"));
        writer.open(&path)?;
        while more(writer)? {}
        let json_bytes = writer.json_bytes;
        let gzip_bytes = writer.finish(&path)?;
        Ok((ServedFile { feed, name, hour_ms, content: Served::OnDisk(path) }, (gzip_bytes, json_bytes)))
    }
}

/// The name of an hour's file, as upstream spells it.
pub(in crate::bench) fn file_name(prefix: &str, hour_ms: i64, part: u64) -> String {
    format!("{prefix}.{hour_ms}.{}.part-{part:05}-0", hour_ms + HOUR_MS)
}

/// Prints into a file.
struct Writer<'w> {
    words: &'w Words,
    set: u64,
    content: Content,
    hour_ms: i64,
    compression: Compression,
    json: Json,
    json_bytes: u64,
    file: Option<GzEncoder<BufWriter<File>>>,
}

impl<'w> Writer<'w> {
    fn new(words: &'w Words, files: &Files, hour_ms: i64, compression: Compression) -> Self {
        let &Files { set, content, .. } = files;
        let json = Json::new(true);
        Self { words, set, content, hour_ms, compression, json, json_bytes: 0, file: None }
    }

    fn open(&mut self, path: &PathBuf) -> Result<()> {
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        self.file = Some(GzEncoder::new(BufWriter::new(file), self.compression));
        Ok(())
    }

    /// Ends the file; its size.
    fn finish(&mut self, path: &Path) -> Result<u64> {
        let finish = |file: GzEncoder<BufWriter<File>>| -> io::Result<u64> {
            Ok(file.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.metadata()?.len())
        };
        let bytes = self.file.take().map_or(Ok(0), finish);
        bytes.with_context(|| format!("cannot write {}", path.display()))
    }

    /// Writes these chats, some to a document.
    fn documents(&mut self, numbers: std::ops::Range<u64>) -> Result<()> {
        let mut begin = numbers.start;
        while begin < numbers.end {
            let end = numbers.end.min(begin + VISITS_PER_DOCUMENT);
            self.json.clear();
            match self.content {
                Content::Chats => self.document(begin..end),
                Content::Visits => visits::document(self.set, begin..end, self.hour_ms, &mut self.json),
            }
            self.json.raw("\n");
            let bytes = self.json.bytes();
            self.json_bytes += bytes.len() as u64;
            if let Some(file) = &mut self.file {
                file.write_all(bytes).context("cannot write a file of the benchmark")?;
            }
            begin = end;
        }
        Ok(())
    }

    fn document(&mut self, numbers: std::ops::Range<u64>) {
        let Self { words, set, hour_ms, json, .. } = self;
        let (set, hour_ms) = (*set, *hour_ms);
        json.object(|out| {
            out.enumeration("dataType", "DataTypeEnum", "Engagement");
            out.record("metaData", "MetaData", |out| {
                out.text("accountId", ACCOUNT);
                out.raw(",\"schemaVersion\":\"1.0.0.35\"");
                out.long("startTime", hour_ms);
                out.long("endTime", hour_ms + HOUR_MS);
            });
            out.array("recordCollection", |out| {
                for number in numbers {
                    let mut dice = Dice::new(set << 40 | number);
                    out.object(|out| {
                        out.record("body", "EngagementData", |out| visit(words, set, number, hour_ms, &mut dice, out))
                    });
                }
            });
        });
    }
}

fn visit(words: &Words, set: u64, number: u64, hour_ms: i64, dice: &mut Dice, out: &mut Json) {
    out.record("header", "VisitorHeader", |out| {
        out.text("visitId", &dice.token(22));
        out.text("visitorId", &dice.token(24));
        out.null("contextId");
    });
    out.array("engagements", |out| {
        let ended_ms = hour_ms + dice.below_ms(HOUR_MS);
        let chat = Chat {
            id: chat_id(set, number),
            started_ms: ended_ms - 2 * MINUTE_MS - dice.below_ms(38 * MINUTE_MS),
            ended_ms,
            agent: 100 + dice.below(400),
            visitor: name_of(dice.next()),
            skill: dice.below(40),
        };
        out.record_item("Conversation", |out| conversation(words, &chat, dice, out));
    });
}

struct Chat {
    id: String,
    started_ms: i64,
    ended_ms: i64,
    agent: u64,
    visitor: &'static str,
    skill: u64,
}

fn conversation(words: &Words, chat: &Chat, dice: &mut Dice, out: &mut Json) {
    let connected_ms = chat.started_ms + dice.below_ms(90_000);
    out.enumeration("type", "ConversationType", "LIVE_CHAT");
    out.text("conversationId", &chat.id);
    out.long("conversationStartTime", chat.started_ms);
    out.long("interactionStartTime", connected_ms);
    out.long("conversationEndTime", chat.ended_ms);
    out.null("consumerId");
    out.boolean("isInteractive", dice.percent(85));
    out.text("sourceOrigin", "Web");
    out.enumeration("sourceDevice", "DeviceType", dice.pick(&["DESKTOP", "MOBILE", "MOBILE", "TABLET"]));
    out.int("endReasonId", dice.pick(&[101, 106, 201, 202, 205, 208]));
    out.record("campaignData", "CampaignData", |out| {
        out.long("campaignId", 760_000_000 + dice.below_ms(40));
        out.long("campaignEngagementId", 770_000_000 + dice.below_ms(80));
    });
    out.array("skills", |out| {
        out.item(&chat.skill.to_string());
        if dice.percent(12) {
            out.item(&dice.below(40).to_string());
        }
    });
    out.int("startReasonId", dice.pick(&[0, 0, 0, 2, 3]));
    out.text("agentId", &chat.agent.to_string());
    out.long("skillId", chat.skill.cast_signed());
    out.text_of("startPage", |out| words.sentence(3, dice, out));
    out.text("startUrl", &format!("https://shop.example/p/{}?session={}", dice.below(5000), dice.below(100_000_000)));
    let lines = 4 + dice.below(21);
    out.array("transcripts", |out| {
        (0..lines).for_each(|line| out.object(|out| message(words, chat, (line, lines), dice, out)))
    });
    if dice.percent(12) {
        out.array("transfers", |out| out.object(|out| transfer(chat, dice, out)));
    } else {
        out.null("transfers");
    }
    out.null("secureForms");
    if dice.percent(25) {
        out.record("mcs", "MCS", |out| out.int("score", dice.below(101)));
    } else {
        out.null("mcs");
    }
    out.long("queueStartTime", chat.started_ms);
    out.long("queueEndTime", connected_ms);
}

fn message(words: &Words, chat: &Chat, (line, lines): (u64, u64), dice: &mut Dice, out: &mut Json) {
    const CONTROL: u64 = 2;
    let line_type = if line == 0 { CONTROL } else { dice.below(2) };
    let share_ms = (chat.ended_ms - chat.started_ms) / lines.cast_signed();
    out.text_of("text", |out| {
        let length = 2 + dice.below(18);
        words.sentence(length, dice, out);
    });
    out.long("timestamp", chat.started_ms + line.cast_signed() * share_ms + dice.below_ms(share_ms));
    out.text("by", [chat.visitor, name_of(chat.agent), "info"][line_type as usize]);
    out.text("type", &line_type.to_string());
    if line_type == CONTROL {
        out.text("controlType", "3");
    } else {
        out.null("controlType");
    }
    out.text("agentId", &if line_type == 1 { chat.agent } else { 0 }.to_string());
    out.text("contentFormat", "TEXT_PLAIN");
    out.text("messageId", &format!("{}-{line}", dice.below(1 << 40)));
    out.null("dialogId");
    out.null("fileData");
    out.null("linkData");
    out.null("mcs");
}

fn transfer(chat: &Chat, dice: &mut Dice, out: &mut Json) {
    let at_ms = chat.started_ms + dice.below_ms(chat.ended_ms - chat.started_ms);
    out.long("timestamp", at_ms);
    out.long("skillId", chat.skill.cast_signed());
    out.long("targetSkillId", dice.below_ms(40));
    out.text("agentId", &chat.agent.to_string());
    out.text("targetAgentId", &(100 + dice.below(400)).to_string());
    out.long("reason", dice.below_ms(4));
    out.long("queueStartTime", at_ms);
    out.long("queueEndTime", at_ms + dice.below_ms(MINUTE_MS));
    out.boolean("isInteractive", true);
}
