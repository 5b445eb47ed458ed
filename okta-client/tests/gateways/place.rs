//! A place of its own for a test: a network that ends at this machine, names that lead where they should, and a gateway.

use std::{
    fs::{File, Permissions},
    io::Write,
    net::{SocketAddr, TcpStream},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::way::Okta;

/// The password of the user `watch`.
pub(crate) const PASSWORD: &str = "S3CRET-of-the-gateway";
const SQUID_USER: &str = "watch:$apr1$oktually$VIxT4Iu3EMtKa9FjmL8WP1\n";
const SHADOW: &str =
    "watch:$6$oktually$IHK1lA71agXTJfudtVbONwfuC2vr2EfIFlI85ICLPu.isQBn3nZVED92UZpJx9yBaidp3Wh9cNZcJ48HkcXrA0:19000:0:99999:7:::\n";

/// Where `acme.okta.com` is, for this place: an address that is public elsewhere.
pub(crate) const PUBLIC: &str = "11.22.33.44";
/// Where `elsewhere.example` is: a public address too, of somebody who is neither Okta nor us.
pub(crate) const ELSEWHERE: &str = "11.22.33.55";
/// Addresses of this place that no gateway may lead to, and the names that lead there.
pub(crate) const INSIDE: [(&str, &str); 8] = [
    ("loopback", "127.0.0.1"),
    ("private", "10.0.0.5"),
    ("neighbour", "172.30.2.2"),
    ("home", "192.168.7.7"),
    ("metadata", "169.254.169.254"),
    ("shared", "100.64.0.5"),
    ("loopback-v6", "::1"),
    ("private-v6", "fd00::5"),
];

/// Names the folder of the process that is inside.
const FOLDER: &str = "GATEWAYS_FOLDER";

/// The gateway's network is the one that the committed configurations name; eth0 is its way out.
const MAKE: &str = r#"
ip link set lo up
ip link add eth0 type veth peer name eth1
ip link set eth0 up
ip link set eth1 up
ip addr add 172.30.2.2/24 dev eth0
for address in ADDRESSES; do ip addr add "$address" dev lo nodad 2>/dev/null || ip addr add "$address" dev lo; done
mount --bind "$GATEWAYS_FOLDER/hosts" /etc/hosts
mount --bind "$GATEWAYS_FOLDER/passwd" /etc/passwd
mount --bind "$GATEWAYS_FOLDER/shadow" /etc/shadow
if [ -d /etc/squid ]; then
  mount -t tmpfs none /etc/squid
  cp "$GATEWAYS_FOLDER/check-hosts" "$GATEWAYS_FOLDER/users" /etc/squid/
  chmod 755 /etc/squid
fi
exec "$0" "$@"
"#;

/// What a test finds inside.
pub(crate) struct Place {
    folder: PathBuf,
}

/// Runs a story in a place of its own, which is this test once more in another process; or says why it cannot.
pub(crate) fn inside(program: &str, test: &str, story: impl AsyncFnOnce(&Place)) {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        return runtime.block_on(story(&Place { folder: folder.into() }));
    }
    if let Some(why) = missing(program) {
        // Past the test runner, which keeps what passing tests print to itself.
        std::io::stderr().write_all(format!("SKIPPED: {test}: {why}\n").as_bytes()).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    furnish(folder.path());
    let addresses: Vec<&str> =
        INSIDE.iter().map(|(_, address)| *address).filter(|at| !["127.0.0.1", "::1", "172.30.2.2"].contains(at)).collect();
    let make = MAKE.replace("ADDRESSES", &[&addresses[..], &[PUBLIC, ELSEWHERE]].concat().join(" "));
    let mut process = Command::new("unshare");
    process.args(["--net", "--mount", "sh", "-ec", &make]).arg(std::env::current_exe().unwrap());
    let output = process.args(["--exact", test, "--nocapture"]).env(FOLDER, folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// What it takes and is not here.
fn missing(program: &str) -> Option<String> {
    if !nix::unistd::Uid::effective().is_root() {
        return Some("it takes root to make a network of one's own".to_owned());
    }
    for program in ["unshare", "ip", program] {
        let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output().is_ok_and(|found| found.status.success());
        if !found {
            return Some(format!("{program} is not installed (Debian: squid dante-server iproute2)"));
        }
    }
    let made = Command::new("unshare").args(["--net", "--mount", "ip", "link", "add", "eth0", "type", "veth"]).output();
    (!made.is_ok_and(|made| made.status.success())).then(|| "no namespaces or network devices can be made here".to_owned())
}

/// What lies in the folder: names, users, and the hosts that may be asked beside Okta's.
fn furnish(folder: &Path) {
    let named = INSIDE.iter().map(|(name, address)| format!("{address} {name}.okta.com\n"));
    let hosts: String =
        named.chain([format!("{PUBLIC} acme.okta.com egress-check.okta-sim.test\n{ELSEWHERE} elsewhere.example\n")]).collect();
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap() + "watch:x:4242:4242::/nonexistent:/usr/sbin/nologin\n";
    let shadow = std::fs::read_to_string("/etc/shadow").unwrap() + SHADOW;
    let files = [("hosts", hosts), ("passwd", passwd), ("shadow", shadow), ("users", SQUID_USER.to_owned())];
    for (name, text) in files.into_iter().chain([("check-hosts", "egress-check.okta-sim.test\n".to_owned())]) {
        std::fs::write(folder.join(name), text).unwrap();
    }
    std::fs::set_permissions(folder.join("shadow"), Permissions::from_mode(0o600)).unwrap();
}

/// A gateway that runs until it is dropped.
pub(crate) struct Gateway(Child);

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = nix::sys::signal::killpg(nix::unistd::Pid::from_raw(self.0.id().cast_signed()), nix::sys::signal::Signal::SIGKILL);
        let _ = self.0.wait();
    }
}

impl Place {
    /// squid with the committed configuration, and lines before it.
    pub(crate) fn squid(&self, before: &str) -> Gateway {
        let committed = committed("squid.conf");
        let file = self.folder.join("squid.conf");
        std::fs::write(&file, format!("{before}include {}\n", committed.display())).unwrap();
        let mut squid = Command::new("squid");
        // As in its container: not as root.
        squid.args(["-N", "-f"]).arg(&file).uid(id("proxy", "-u")).gid(id("proxy", "-g"));
        self.started(squid, "172.30.2.2:3128")
    }

    /// dante with the committed configuration, changed as little as the test needs.
    pub(crate) fn dante(&self, change: impl Fn(&str) -> String) -> Gateway {
        let text = std::fs::read_to_string(committed("danted.conf")).unwrap().replace("echo.example.com", "egress-check.okta-sim.test");
        let file = self.folder.join("danted.conf");
        std::fs::write(&file, change(&text)).unwrap();
        let mut dante = Command::new("danted");
        dante.arg("-f").arg(&file);
        self.started(dante, "172.30.2.2:1080")
    }

    /// The simulator, under [`PUBLIC`] and all other addresses of this place.
    pub(crate) async fn okta(&self) -> Okta {
        Okta::start().await
    }

    fn started(&self, mut gateway: Command, address: &str) -> Gateway {
        let log = self.folder.join("log");
        let file = File::create(&log).unwrap();
        // It opens its standard output anew, as another user.
        std::fs::set_permissions(&log, Permissions::from_mode(0o666)).unwrap();
        gateway.stdin(Stdio::null()).stdout(file.try_clone().unwrap()).stderr(file).process_group(0);
        let mut gateway = Gateway(gateway.spawn().unwrap());
        let (address, begun) = (address.parse::<SocketAddr>().unwrap(), Instant::now());
        while TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_err() {
            let ended = gateway.0.try_wait().unwrap();
            let said = || std::fs::read_to_string(&log).unwrap_or_default();
            assert!(ended.is_none() && begun.elapsed() < Duration::from_secs(30), "the gateway does not listen ({ended:?}): {}", said());
            std::thread::sleep(Duration::from_millis(50));
        }
        gateway
    }
}

fn committed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/egress").join(name).canonicalize().unwrap()
}

fn id(user: &str, which: &str) -> u32 {
    let output = Command::new("id").args([which, user]).output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim().parse().unwrap()
}
