//! What an ordinary day of an org is made of: stories of sixteen entries in four bursts, and how often each is told.

use super::acts::Act::{self, *};
use super::eras::Step;
use crate::id::draw;
use crate::org::{World, factors};

/// Who tells a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Teller {
    /// A user, usually at home or in the office.
    User,
    /// A user who is on the way.
    Traveller,
    /// A user with a telephone.
    Mobile,
    /// The system, in jobs.
    Job,
    /// An account of a program, with its API token.
    Program,
    /// An OAuth client.
    Client,
    /// The agent of a directory.
    Agent,
    /// An administrator who helps users.
    Support,
    /// An administrator who may do everything.
    Super,
}

/// A story: how many of a thousand are this one, who tells it, what happens.
pub(super) struct Story {
    share: u64,
    pub(super) teller: Teller,
    acts: [[Act; 4]; 4],
}

const SIGN_IN: [Act; 4] = [Password, Challenge, Factor, Start];
const WORK: [Act; 4] = [Evaluate, Sso, Evaluate, Sso];
const MORE: [Act; 4] = [Evaluate, Sso, Token, Verify];
const LEAVE: [Act; 4] = [Evaluate, Sso, Profile, End];

static STORIES: [Story; 16] = [
    Story { share: 493, teller: Teller::User, acts: [SIGN_IN, WORK, MORE, LEAVE] },
    Story { share: 80, teller: Teller::User, acts: [[Typo, Challenge, Factor, Start], WORK, MORE, LEAVE] },
    Story {
        share: 10,
        teller: Teller::User,
        acts: [[Typo, Typo, Typo, Lock], [UnlockToken, UnlockMail, Unlock, Password], SIGN_IN, LEAVE],
    },
    Story { share: 25, teller: Teller::User, acts: [[Typo, ResetMail, Reset, NewPassword], SIGN_IN, WORK, LEAVE] },
    Story { share: 12, teller: Teller::User, acts: [SIGN_IN, [Enrol, EnrolDevice, DeviceUser, Evaluate], WORK, LEAVE] },
    Story { share: 12, teller: Teller::User, acts: [[Password, WrongCode, Factor, Start], WORK, MORE, LEAVE] },
    Story { share: 20, teller: Teller::Traveller, acts: [SIGN_IN, WORK, MORE, LEAVE] },
    Story { share: 30, teller: Teller::Mobile, acts: [SIGN_IN, WORK, MORE, LEAVE] },
    Story {
        share: 120,
        teller: Teller::Job,
        acts: [
            [ImportStart, ImportUser, ImportProfile, GroupAdd],
            [GroupAdd, AppAdd, PushProfile, Sync],
            [GroupRemove, GroupAdd, AppAdd, Sync],
            [AppRemove, GroupRemove, ImportProfile, ImportComplete],
        ],
    },
    Story {
        share: 60,
        teller: Teller::Program,
        acts: [
            [Profile, GroupAdd, GroupAdd, AppAdd],
            [Create, Activate, GroupAdd, AppAdd],
            [Profile, Profile, GroupRemove, AppRemove],
            [Profile, GroupAdd, AppAdd, Profile],
        ],
    },
    Story { share: 50, teller: Teller::Client, acts: [[ServiceToken; 4]; 4] },
    Story {
        share: 45,
        teller: Teller::Agent,
        acts: [[Connect, AdSignIn, AdSignIn, ImportUser], [AdSignIn; 4], [AdSignIn; 4], [AdSignIn, AdSignIn, ImportUser, AdSignIn]],
    },
    Story {
        share: 25,
        teller: Teller::Support,
        acts: [SIGN_IN, [EvaluateConsole, Console, UnlockByAdmin, GroupAdd], [ResetByAdmin, AppAdd, GroupAdd, FactorOff], LEAVE],
    },
    Story {
        share: 8,
        teller: Teller::Super,
        acts: [SIGN_IN, [EvaluateConsole, Console, Rule, Policy], [App, Zone, MakeToken, GroupAdd], LEAVE],
    },
    Story { share: 8, teller: Teller::User, acts: [SIGN_IN, [Evaluate, Refused, Evaluate, Sso], MORE, LEAVE] },
    Story { share: 2, teller: Teller::User, acts: [[Threat, Typo, RateWarning, Threat], SIGN_IN, WORK, LEAVE] },
];

/// One entry of a story: which story, what happens, and the numbers that it is drawn from.
pub(super) struct Told {
    pub(super) story: &'static Story,
    pub(super) act: Act,
    pub(super) step: Step,
    /// The same for all entries of the story.
    pub(super) key: u64,
    /// This entry's own.
    pub(super) value: u64,
}

/// What entry `number` tells.
pub(super) fn told(world: &World, number: u64) -> Told {
    let step = world.log.eras.step(number, world.users.joined_from);
    let key = draw(world.seed ^ step.era, 311, step.story);
    let value = draw(world.seed, 312, number);
    let total: u64 = STORIES.iter().map(|story| story.share).sum();
    let mut rest = key % total;
    let story = STORIES.iter().find(|story| {
        let found = rest < story.share;
        rest = rest.saturating_sub(story.share);
        found
    });
    let story = story.unwrap_or(&STORIES[0]);
    // One entry in a thousand is of a type that no catalogue knows.
    let act = if value % 1_000 == 999 { Unheard } else { story.acts[step.burst][step.step] };
    let mut told = Told { story, act, step, key, value };
    if act == Challenge && told.by_user() && pushes(world, told.user(world), key) {
        told.act = Push;
    }
    told
}

/// Whether the factor that a user takes in a story is a push.
fn pushes(world: &World, user: u64, key: u64) -> bool {
    let kinds = factors::kinds(world.seed, user);
    kinds.get(((key >> 24) % kinds.len().max(1) as u64) as usize) == Some(&"push")
}

impl Told {
    /// Whether an ordinary user tells it.
    pub(super) fn by_user(&self) -> bool {
        matches!(self.story.teller, Teller::User | Teller::Traveller | Teller::Mobile)
    }

    /// A user other than the teller, the same for the whole burst or not.
    pub(super) fn other(&self, world: &World) -> u64 {
        world.log_user(self.value >> 20)
    }

    /// Which user tells the story: all take their turns.
    pub(super) fn user(&self, world: &World) -> u64 {
        let people = world.users.joined_from;
        world.log_user((self.step.story % people.max(1)).wrapping_mul(1_000_003))
    }
}

impl World {
    /// An ordinary user who works here, near that number.
    pub(super) fn log_user(&self, value: u64) -> u64 {
        let people = self.users.joined_from.max(1);
        let works = |number: &u64| self.users.worked(*number);
        (0..8).map(|further| (value + further) % people).find(works).unwrap_or(value % people)
    }
}
