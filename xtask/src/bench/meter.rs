//! What a program took: time, processor, memory.

use std::fs;
use std::process::{Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use crate::interrupt::Interrupt;
use crate::process::Process;

/// How finely a program's end is noticed.
const POLL_MS: u64 = 2;

/// Memory is looked at once in so many polls. The kernel keeps the peak, so only one of the last moments can be missed.
const POLLS_PER_LOOK: u32 = 5;

/// What one run of a program took.
#[derive(Clone, Copy)]
pub(super) struct Usage {
    /// From its start to its end.
    pub(super) wall_s: f64,
    /// Processor time of its own and of the system on its behalf, all threads.
    pub(super) cpu_s: f64,
    /// The most memory that it held at one time (`VmHWM`); 0 where the system does not say.
    pub(super) peak_kib: u64,
}

/// Runs a program to its end and says what it took, and how it ended. No other program of ours may end meanwhile: the
/// system adds up the processor time of all children.
pub(super) fn run(command: &mut Command, interrupt: &Interrupt) -> Result<(ExitStatus, Usage)> {
    let cpu_before_s = children_cpu_s()?;
    let begun = Instant::now();
    let mut process = Process::start(command)?;
    let mut peak_kib = 0;
    for poll in 0_u32.. {
        if let Some(status) = process.status()? {
            let wall_s = begun.elapsed().as_secs_f64();
            return Ok((status, Usage { wall_s, cpu_s: children_cpu_s()? - cpu_before_s, peak_kib }));
        }
        if poll.is_multiple_of(POLLS_PER_LOOK) {
            peak_kib = peak_kib.max(memory_kib(process.id(), "VmHWM").unwrap_or(0));
        }
        if interrupt.is_raised() {
            break;
        }
        thread::sleep(Duration::from_millis(POLL_MS));
    }
    bail!("interrupted")
}

/// Processor time of the children that have ended.
fn children_cpu_s() -> Result<f64> {
    usage_cpu_s(UsageWho::RUSAGE_CHILDREN)
}

/// Processor time of ours and of the children that have ended.
pub(super) fn own_cpu_s() -> Result<f64> {
    Ok(usage_cpu_s(UsageWho::RUSAGE_SELF)? + children_cpu_s()?)
}

fn usage_cpu_s(who: UsageWho) -> Result<f64> {
    let usage = getrusage(who).context("the system does not say what programs took")?;
    Ok((usage.user_time().num_microseconds() + usage.system_time().num_microseconds()) as f64 / 1e6)
}

/// A field of what the system knows of a process's memory.
pub(super) fn memory_kib(pid: u32, field: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// Processor time of a running process so far.
pub(super) fn cpu_s(pid: u32) -> Result<f64> {
    let stat = Stat::of(pid).context("the system does not say what a process took")?;
    Ok(stat.own_ticks as f64 / TICKS_PER_SECOND)
}

/// Processor time so far of a process, of those it started, and of those of them that have ended.
pub(super) fn family_cpu_s(pid: u32) -> Result<f64> {
    /// Two looks in a row that see the same children; servers start and end some now and then.
    const LOOKS_MAX: u32 = 100;
    let mut before = Vec::new();
    for _ in 0..LOOKS_MAX {
        // A child that ends between two looks at it would count twice, or not at all.
        let (children, ticks) = family(pid)?;
        if children == before {
            return Ok(ticks as f64 / TICKS_PER_SECOND);
        }
        before = children;
        thread::sleep(Duration::from_millis(POLL_MS));
    }
    bail!("process {pid} starts and ends others all the time; its processor time cannot be told")
}

/// The children of a process, and the ticks of the whole family.
fn family(pid: u32) -> Result<(Vec<u32>, u64)> {
    let stat = Stat::of(pid).context("the system does not say what a process took")?;
    let processes = fs::read_dir("/proc").context("the system does not list its processes")?;
    let pids = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let children = pids.filter_map(|child| Some((child, Stat::of(child).filter(|stat| stat.parent == pid)?)));
    let (mut pids, mut ticks) = (Vec::new(), stat.own_ticks + stat.ended_ticks);
    for (child, stat) in children {
        pids.push(child);
        ticks += stat.own_ticks;
    }
    pids.sort_unstable();
    Ok((pids, ticks))
}

/// Processor time that the whole machine spent so far, on whatever.
pub(super) fn machine_cpu_s() -> Result<f64> {
    let stat = fs::read_to_string("/proc/stat").context("the system does not say how busy it is")?;
    // user, nice, system, idle, iowait, irq, softirq, steal; what follows is counted in these already.
    let ticks = stat.split_whitespace().skip(1).take(8).map(|field| field.parse().unwrap_or(0));
    let busy: u64 = ticks.enumerate().filter(|(index, _)| !matches!(index, 3 | 4)).map(|(_, ticks)| ticks).sum();
    Ok(busy as f64 / TICKS_PER_SECOND)
}

/// What Linux counts processor time in, on every machine of today.
const TICKS_PER_SECOND: f64 = 100.0;

/// What the system knows of a process.
struct Stat {
    parent: u32,
    own_ticks: u64,
    /// Of children that have ended and were waited for.
    ended_ticks: u64,
}

impl Stat {
    /// None when there is no such process, or no longer.
    fn of(pid: u32) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name in parentheses may hold blanks. After it come the state and the parent; nine fields later the times.
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |index: usize| fields.get(index)?.parse::<u64>().ok();
        let parent = fields.get(1)?.parse().ok()?;
        Some(Self { parent, own_ticks: ticks(11)? + ticks(12)?, ended_ticks: ticks(13)? + ticks(14)? })
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_measured() {
        let interrupt = Interrupt::listen().unwrap();
        let script = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
        let (status, usage) = run(Command::new("sh").args(["-c", script]), &interrupt).unwrap();
        assert!(status.success());
        assert!(usage.cpu_s > 0.0 && usage.wall_s > 0.0);
        assert!(usage.peak_kib > 100);
        let own = std::process::id();
        assert!(family_cpu_s(own).unwrap() >= cpu_s(own).unwrap());
        assert!(machine_cpu_s().unwrap() > 0.0);
    }
}
