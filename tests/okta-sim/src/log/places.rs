//! Where requests come from: cities, networks, programs. All addresses and networks are of ranges set aside for documentation
//! and benchmarks, so that none belongs to anybody.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::id::draw;

/// A city, as Okta's own geography writes it.
#[derive(Debug)]
pub(super) struct City {
    pub(super) geography: &'static str,
    /// Its internet provider, as `securityContext` writes it, without `isProxy`.
    pub(super) provider: &'static str,
}

macro_rules! city {
    ($city:literal, $state:literal, $country:literal, $postal:literal, $lat:literal, $lon:literal, $number:literal, $org:literal, $domain:literal) => {
        City {
            geography: concat!(
                r#"{"city":""#,
                $city,
                r#"","state":"#,
                $state,
                r#","country":""#,
                $country,
                r#"","postalCode":"#,
                $postal,
                r#","geolocation":{"lat":"#,
                $lat,
                r#","lon":"#,
                $lon,
                "}}"
            ),
            provider: concat!(r#""asNumber":"#, $number, r#","asOrg":""#, $org, r#"","isp":""#, $org, r#"","domain":""#, $domain, "\""),
        }
    };
}

pub(super) static CITIES: [City; 12] = [
    city!("Lisbon", "null", "Portugal", "null", "38.7167", "-9.1333", "64497", "example atlantic", "atlantic.example.net"),
    city!("Oslo", "\"Oslo County\"", "Norway", "\"0150\"", "59.9127", "10.7461", "64498", "example fjord", "fjord.example.net"),
    city!("Toronto", "\"Ontario\"", "Canada", "\"M5H\"", "43.7001", "-79.4163", "64499", "example lakes", "lakes.example.net"),
    city!("Osaka", "\"Osaka\"", "Japan", "\"543-0062\"", "34.6937", "135.5022", "64500", "example kansai", "kansai.example.net"),
    city!("Nairobi", "null", "Kenya", "null", "-1.2841", "36.8155", "64501", "example savannah", "savannah.example.net"),
    city!("Lima", "\"Lima Province\"", "Peru", "null", "-12.0432", "-77.0282", "64502", "example andes", "andes.example.net"),
    city!("Prague", "\"Prague\"", "Czechia", "\"110 00\"", "50.0880", "14.4208", "64503", "example vltava", "vltava.example.net"),
    city!("Perth", "\"Western Australia\"", "Australia", "\"6000\"", "-31.9522", "115.8614", "64504", "example swan", "swan.example.net"),
    // Where attacks come from, and hardly anybody lives.
    city!("Chisinau", "null", "Moldova", "null", "47.0042", "28.8574", "64508", "example hosting", "hosting.example.org"),
    city!("Lagos", "\"Lagos\"", "Nigeria", "null", "6.4474", "3.3903", "64509", "example cloud", "cloud.example.org"),
    city!("Hanoi", "null", "Vietnam", "null", "21.0313", "105.8516", "64510", "example vps", "vps.example.org"),
    city!("Bogota", "\"Bogota D.C.\"", "Colombia", "null", "4.6493", "-74.0617", "65540", "example tunnel", "tunnel.example.org"),
];

/// Cities in which users live come first.
pub(super) const HOMES: u64 = 8;

/// A program, as `client.userAgent` writes it.
#[derive(Debug)]
pub(super) struct Agent {
    pub(super) json: &'static str,
    /// `client.device`.
    pub(super) device: &'static str,
}

macro_rules! agent {
    ($raw:literal, $os:literal, $browser:literal, $device:literal) => {
        Agent { json: concat!(r#"{"rawUserAgent":""#, $raw, r#"","os":""#, $os, r#"","browser":""#, $browser, r#""}"#), device: $device }
    };
}

/// What people use; the first is the most usual.
pub(super) static BROWSERS: [Agent; 6] = [
    agent!(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Safari/537.36",
        "Mac OS X",
        "CHROME",
        "Computer"
    ),
    agent!(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Safari/537.36",
        "Windows 10",
        "CHROME",
        "Computer"
    ),
    agent!(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Safari/537.36 Edg/127.0.0.0",
        "Windows 10",
        "EDGE",
        "Computer"
    ),
    agent!("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Linux", "FIREFOX", "Computer"),
    agent!(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
        "Mac OS X",
        "SAFARI",
        "Computer"
    ),
    agent!(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
        "iOS (iPhone)",
        "SAFARI",
        "Mobile"
    ),
];

pub(super) static PYTHON: Agent = agent!("python-requests/2.32.3", "Unknown", "UNKNOWN", "Unknown");
pub(super) static CURL: Agent = agent!("curl/8.7.1", "Unknown", "UNKNOWN", "Unknown");
pub(super) static SERVICE: Agent = agent!("example-integration/3.2 (jvm)", "Unknown", "UNKNOWN", "Unknown");
pub(super) static AD_AGENT: Agent = agent!("Okta AD Agent/3.20.0 (Microsoft Windows NT 10.0.17763.0)", "Windows", "UNKNOWN", "Computer");

/// Where a request comes from, and what Okta thinks of that.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    pub(super) address: IpAddr,
    pub(super) city: &'static City,
    pub(super) agent: &'static Agent,
    pub(super) proxy: bool,
    /// The browser's device token; programs have none.
    pub(super) device_token: Option<u64>,
    pub(super) news: News,
    /// The level of risk, if it is not `LOW`, and its reasons.
    pub(super) risk: Option<(&'static str, &'static str)>,
    pub(super) threat: bool,
}

/// Which behaviours are new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    Nothing,
    /// Another address in the same place.
    Address,
    /// Another place, the same device: somebody travels.
    Place,
    /// Device, address and place.
    All,
}

/// Documentation addresses that the simulator leaves to those who attack: neither zones nor the collector are among them.
const ATTACKERS: [u8; 3] = [203, 0, 113];

impl Origin {
    /// Where a user usually is. One in four is in the office.
    pub(super) fn of_user(seed: u64, number: u64) -> Origin {
        let value = draw(seed, 330, number);
        let home = value % HOMES;
        let address = match value >> 8 & 7 {
            0 | 1 => IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1 + (value >> 16) as u8 % 120)),
            2 => IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, home as u16 + 1, 1, (value >> 16) as u16 | 1, (value >> 32) as u16 | 1, 2, 1)),
            _ => Origin::benchmark(home, value >> 16),
        };
        Origin {
            address,
            city: &CITIES[home as usize],
            agent: &BROWSERS[[0, 0, 1, 1, 1, 2, 3, 4][(value >> 48 & 7) as usize]],
            proxy: false,
            device_token: Some(draw(seed, 331, number)),
            news: News::Nothing,
            risk: None,
            threat: false,
        }
    }

    /// An address of the benchmark range, by city.
    fn benchmark(city: u64, value: u64) -> IpAddr {
        IpAddr::V4(Ipv4Addr::new(198, 18 + (value >> 16) as u8 % 2, (city as u8) << 4 | (value >> 8) as u8 & 15, 1 + value as u8 % 254))
    }

    /// The same user at another address in the same city.
    pub(super) fn out(mut self, value: u64) -> Origin {
        let city = CITIES.iter().position(|city| std::ptr::eq(city, self.city)).unwrap_or(0);
        self.address = Origin::benchmark(city as u64, value);
        self.news = News::Address;
        self
    }

    /// The same user on the way, elsewhere.
    pub(super) fn travelling(mut self, value: u64) -> Origin {
        let city = value % HOMES;
        self.address = Origin::benchmark(city, value >> 8);
        self.city = &CITIES[city as usize];
        self.news = News::Place;
        self
    }

    /// Somebody who attacks, number `number` of them: all have other addresses, every fourth number another country.
    pub(super) fn of_attacker(seed: u64, number: u64) -> Origin {
        let [a, b, c] = ATTACKERS;
        Origin {
            address: IpAddr::V4(Ipv4Addr::new(a, b, c, 80 + (number % 170) as u8)),
            city: &CITIES[(HOMES + number % 4) as usize],
            agent: &BROWSERS[(number % 5) as usize],
            proxy: false,
            device_token: Some(draw(seed, 332, number)),
            news: News::All,
            risk: Some(("HIGH", "Anomalous Location, Anomalous Device")),
            threat: false,
        }
    }

    /// A program of the customer's own, in its usual place.
    pub(super) fn of_program(number: u64) -> Origin {
        Origin {
            address: IpAddr::V4(Ipv4Addr::new(198, 51, 100, 16 + (number % 14) as u8)),
            city: &CITIES[0],
            agent: &SERVICE,
            proxy: false,
            device_token: None,
            news: News::Nothing,
            risk: None,
            threat: false,
        }
    }

    pub(super) fn by(mut self, agent: &'static Agent) -> Origin {
        self.agent = agent;
        self
    }

    pub(super) fn through_proxy(mut self) -> Origin {
        self.proxy = true;
        self
    }
}
