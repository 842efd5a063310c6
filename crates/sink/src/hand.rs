//! A unit that a person loads: claimed whatever its state is, and put back as it was when nothing comes of it.

use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use model::{Feed, Unit, UnitId, UnitState};
use sqlx::Row;

use crate::lease::{claim, read_claimed, storable};
use crate::{Sink, SinkError};

/// A unit that was claimed for a person, and its state before the claim.
#[derive(Clone, Debug)]
pub struct HandClaim {
    /// The unit, with the token of the new lease.
    pub unit: Unit,
    /// State before the claim; `Leased` when a daemon left it with a lease that ran out.
    pub state: UnitState,
    lease_owner: Option<String>,
    lease_until: Option<DateTime<Utc>>,
}

impl Sink {
    /// Takes this unit, which is of `feed`, whatever its state is. Returns `None` while a daemon has it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn claim_by_hand(
        &self,
        feed: Feed,
        unit: UnitId,
        owner: &str,
        now: DateTime<Utc>,
        lease: Duration,
    ) -> Result<Option<HandClaim>, SinkError> {
        // The row stays locked between the two statements: the state that is read is the state that is overwritten.
        let mut transaction = self.pool().begin().await?;
        let locked = sqlx::query(include_str!("sql/lock_for_hand.sql")).bind(unit.0);
        let Some(before) = locked.fetch_optional(&mut *transaction).await? else { return Ok(None) };
        let claimed = sqlx::query(&claim(include_str!("sql/due_by_hand.sql")))
            .bind(owner)
            .bind(lease.as_secs_f64())
            .bind(now)
            .bind(unit.0)
            .fetch_one(&mut *transaction)
            .await?;
        let unit = read_claimed(&claimed, feed)?;
        transaction.commit().await?;
        let state: String = before.try_get("state")?;
        Ok(Some(HandClaim {
            unit,
            state: UnitState::from_str(&state).map_err(|error| sqlx::Error::Decode(error.into()))?,
            lease_owner: before.try_get("lease_owner")?,
            lease_until: before.try_get("lease_until_at")?,
        }))
    }

    /// Notes why the attempt failed and puts the unit back as it was before the claim. Returns `false`, and changes
    /// nothing, when another process has taken the unit over.
    ///
    /// # Errors
    /// When the database is away; the lease then runs out by itself.
    pub async fn hand_back(&self, claim: &HandClaim, error: &str) -> Result<bool, SinkError> {
        let HandClaim { unit, state, lease_owner, lease_until } = claim;
        let put_back = sqlx::query(include_str!("sql/hand_back.sql"))
            .bind(unit.id.0)
            .bind(unit.lease_token)
            .bind(storable(error))
            .bind(state.as_str())
            .bind(lease_owner)
            .bind(lease_until)
            .execute(self.pool())
            .await?;
        Ok(put_back.rows_affected() == 1)
    }
}
