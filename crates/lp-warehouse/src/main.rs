//! The binary: all of it is in the library beside it, so that the fuzz targets reach it, too.

mod allocator;

use std::process::ExitCode;

fn main() -> ExitCode {
    allocator::return_large_blocks();
    lp_warehouse::main()
}
