//! A file, whole, before anything of it is stored.

use std::io::Read;

use client::ClientError;
use model::Unit;
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::files::log::log_repeated;
use crate::files::request;
use crate::scheduler::{PlannedAccount, Scheduler};
use crate::spool::{Spool, Spooled};
use crate::store::Decoder;

/// A download that breaks is begun again at once this often; then upstream, or the file, has a trouble that lasts.
const DOWNLOADS_REPEATED_MAX: u32 = 3;

/// A file as upstream sent it.
#[derive(Debug)]
pub(crate) struct DownloadedFile {
    pub(crate) spooled: Spooled,
    pub(crate) sha256: [u8; 32],
}

/// Downloads a file into the spool; begins again at once, a few times, when it ends early or breaks off.
pub(crate) async fn download(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    unit: &Unit,
) -> Result<DownloadedFile, Failure> {
    for _ in 0..DOWNLOADS_REPEATED_MAX {
        match download_once(scheduler, account, unit).await {
            Err(Failure::Fetch(error @ (ClientError::ShortBody { .. } | ClientError::BrokenOff { .. }))) => {
                log_repeated(unit, &error);
            }
            ended => return ended,
        }
    }
    download_once(scheduler, account, unit).await
}

async fn download_once(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    unit: &Unit,
) -> Result<DownloadedFile, Failure> {
    let mut download = request::open(account, unit).await.map_err(Failure::Fetch)?;
    let mut file = ComingFile::new(scheduler);
    while let Some(chunk) = download.chunk().await.map_err(Failure::Fetch)? {
        file.push(&chunk)?;
    }
    Ok(file.finish())
}

/// Reads a file of this machine into the spool, as if it had been downloaded.
pub(crate) fn read_local(scheduler: &Scheduler, mut source: impl Read) -> Result<DownloadedFile, Failure> {
    const CHUNK_BYTES: usize = 128 * 1024;
    let mut file = ComingFile::new(scheduler);
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let len = source.read(&mut chunk).map_err(Failure::Local)?;
        if len == 0 {
            return Ok(file.finish());
        }
        file.push(&chunk[..len])?;
    }
}

/// A file on its way into the spool.
struct ComingFile<'s> {
    scheduler: &'s Scheduler,
    spool: Spool,
    sha: Sha256,
}

impl<'s> ComingFile<'s> {
    fn new(scheduler: &'s Scheduler) -> Self {
        Self { scheduler, spool: Spool::new(scheduler.limits.spool_memory_bytes_max), sha: Sha256::new() }
    }

    /// Takes the next bytes, unless the file becomes larger than `work.file_bytes_max`.
    fn push(&mut self, chunk: &[u8]) -> Result<(), Failure> {
        let file_bytes_max = self.scheduler.limits.decode.file_bytes_max;
        if self.spool.bytes() + chunk.len() as u64 > file_bytes_max {
            return Err(Failure::TooLarge { file_bytes_max });
        }
        self.sha.update(chunk);
        self.spool.push(chunk, &self.scheduler.spool_dir).map_err(Failure::Spool)
    }

    fn finish(self) -> DownloadedFile {
        DownloadedFile { spooled: self.spool.finish(), sha256: self.sha.finalize().into() }
    }
}

/// Returns what decodes a file, from its beginning.
pub(crate) fn decoder(unit: &Unit, file: &DownloadedFile, salvages: bool) -> Result<Decoder, Failure> {
    Ok(request::decoder(unit, file.spooled.reader().map_err(Failure::Spool)?, salvages))
}
