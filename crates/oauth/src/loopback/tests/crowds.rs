//! Many connections, slow ones, broken ones: the real browser is served within a second, and nothing is left behind.
//!
//! The connections of a crowd are only in the way; the hostile ones are in `attacks`.

use super::*;

/// The real one is answered; how long it took.
async fn is_served(waiting: Waiting) -> Duration {
    let request = waiting.get(&format!("{PATH}?{}", waiting.good()));
    let begun = Instant::now();
    let answer = waiting.send(&request).await;
    let took = begun.elapsed();
    assert_eq!(status(&answer), "303");
    assert!(matches!(waiting.answered.await, Ok(Answer::Code(_))));
    took
}

#[tokio::test]
async fn l11_l12_four_hundred_silent_connections_delay_nobody() {
    within_a_second(async || {
        let waiting = wait(None).await;
        let mut silent = Vec::new();
        for _ in 0..400 {
            silent.push(TcpStream::connect(waiting.address).await.unwrap());
        }
        (is_served(waiting).await, silent)
    })
    .await;
}

#[tokio::test]
async fn l11_a_connection_that_sent_its_head_is_not_dropped_for_a_crowd() {
    let waiting = wait(None).await;
    // No other task runs meanwhile: the listener finds all of them at once.
    let mut real = std::net::TcpStream::connect(waiting.address).unwrap();
    std::io::Write::write_all(&mut real, &waiting.get(&format!("{PATH}?{}", waiting.good()))).unwrap();
    let crowd: Vec<_> = (0..40).map(|_| std::net::TcpStream::connect(waiting.address).unwrap()).collect();
    real.set_nonblocking(true).unwrap();
    let mut answer = Vec::new();
    // Reset, if it was closed.
    let _ = TcpStream::from_std(real).unwrap().read_to_end(&mut answer).await;
    assert!(answer.starts_with(b"HTTP/1.0 303 "), "it was closed");
    assert!(matches!(waiting.answered.await, Ok(Answer::Code(_))));
    drop(crowd);
}

#[tokio::test]
async fn l11_a_crowd_that_keeps_coming_around_the_real_one_delays_it_as_little() {
    within_a_second(async || {
        let waiting = wait(None).await;
        let address = waiting.address;
        let mut before = Vec::new();
        for _ in 0..200 {
            before.push(TcpStream::connect(address).await.unwrap());
        }
        let after = tokio::spawn(async move {
            let mut after = Vec::new();
            while let Ok(stream) = TcpStream::connect(address).await {
                after.push(stream);
                if after.len() == 200 {
                    break;
                }
            }
            after
        });
        let took = is_served(waiting).await;
        assert!(!after.await.unwrap().is_empty(), "they came at the same time");
        (took, before)
    })
    .await;
}

#[tokio::test]
async fn l11_the_oldest_silent_one_goes_and_one_that_speaks_stays() {
    let waiting = wait(None).await;
    let mut first = TcpStream::connect(waiting.address).await.unwrap();
    first.write_all(format!("GET {PATH}?").as_bytes()).await.unwrap();
    // So that it has been heard before the crowd arrives.
    tokio::task::yield_now().await;
    assert_eq!(status(&waiting.send(&waiting.get("/")).await), "404");
    let mut crowd = Vec::new();
    for _ in 0..20 {
        crowd.push(TcpStream::connect(waiting.address).await.unwrap());
    }
    first
        .write_all(format!("{} HTTP/1.1\r\nHost: {}\r\n\r\n", waiting.good(), waiting.address).as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    first.read_to_string(&mut answer).await.unwrap();
    assert_eq!(status(&answer), "303");
}

#[tokio::test]
async fn l11_of_eight_silent_ones_the_oldest_goes_for_a_ninth() {
    let answers = within_a_second(async || {
        let waiting = wait(None).await;
        let begun = Instant::now();
        let mut silent = Vec::new();
        for _ in 0..9 {
            silent.push(TcpStream::connect(waiting.address).await.unwrap());
        }
        let mut answers = Vec::new();
        for (turn, mut stream) in silent.into_iter().enumerate() {
            let target = if turn == 8 { format!("{PATH}?{}", waiting.good()) } else { "/".to_owned() };
            if turn > 0 {
                // Closed, if it went too.
                let _ = stream.write_all(&waiting.get(&target)).await;
            }
            let mut answer = Vec::new();
            // The oldest is reset or ended; after five seconds any silent one would have gone.
            let _ = stream.read_to_end(&mut answer).await;
            answers.push(String::from_utf8(answer).unwrap());
        }
        (begun.elapsed(), answers)
    })
    .await;
    let statuses: Vec<_> = answers.iter().map(|answer| status(answer)).collect();
    assert_eq!(statuses, ["closed", "404", "404", "404", "404", "404", "404", "404", "303"], "the others stayed");
}

#[tokio::test]
async fn l11_a_silent_one_stays_while_there_is_room() {
    let waiting = wait(None).await;
    let mut silent = TcpStream::connect(waiting.address).await.unwrap();
    for _ in 0..20 {
        assert_eq!(status(&waiting.send(&waiting.get("/")).await), "404");
    }
    silent.write_all(&waiting.get(&format!("{PATH}?{}", waiting.good()))).await.unwrap();
    let mut answer = String::new();
    silent.read_to_string(&mut answer).await.unwrap();
    assert_eq!(status(&answer), "303");
}

#[tokio::test(start_paused = true)]
async fn l10_one_byte_a_second_is_given_five_seconds_in_all() {
    let waiting = wait(None).await;
    let (mut reading, mut slow) = TcpStream::connect(waiting.address).await.unwrap().into_split();
    let before = tokio::time::Instant::now();
    let mut head = waiting.get("/").into_iter();
    let mut rest = Vec::new();
    loop {
        tokio::select! {
            _ = reading.read_to_end(&mut rest) => break,
            () = tokio::time::sleep(SECOND) => {
                // The system decides about bytes after the end.
                let _ = slow.write_all(&[head.next().unwrap()]).await;
            }
        }
    }
    assert!((5..=6).contains(&before.elapsed().as_secs()), "{:?}", before.elapsed());
    assert!(rest.is_empty(), "no page was wasted on it");
    tokio::time::resume();
    without_timers(is_served(waiting)).await;
}

#[tokio::test]
async fn l10_an_endless_head_ends_at_its_bound() {
    let waiting = wait(None).await;
    let mut endless = TcpStream::connect(waiting.address).await.unwrap();
    endless.write_all(format!("GET {PATH} HTTP/1.1\r\nHost: {}\r\n", waiting.address).as_bytes()).await.unwrap();
    let mut sent = 0usize;
    // The listener closes; the system decides how much more it accepts.
    while endless.write_all(b"X-Endless: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n").await.is_ok() {
        sent += 64;
        assert!(sent < 64 << 20, "it reads without end");
    }
    without_timers(is_served(waiting)).await;
}

#[tokio::test]
async fn l12_connections_that_break_at_every_byte_leave_the_wait_alone() {
    let mut waiting = wait(None).await;
    let request = waiting.get(&format!("{PATH}?{}", waiting.good()));
    for end in 0..request.len() {
        let mut stream = TcpStream::connect(waiting.address).await.unwrap();
        stream.write_all(&request[..end]).await.unwrap();
        if end % 2 == 0 {
            // A reset in place of an end.
            stream.set_zero_linger().unwrap();
        }
        drop(stream);
    }
    assert!(waiting.is_waiting());
    without_timers(is_served(waiting)).await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn l01_l21_a_hundred_attempts_on_loopback_leave_no_descriptor_or_thread() {
    // Counted in a process of its own: other tests open sockets, too.
    if std::env::var_os(ALONE).is_none() {
        let name = "loopback::tests::crowds::l01_l21_a_hundred_attempts_on_loopback_leave_no_descriptor_or_thread";
        let alone = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name])
            .env(ALONE, "1")
            .output()
            .unwrap();
        assert!(alone.status.success(), "{}", String::from_utf8_lossy(&alone.stdout));
        return;
    }
    let count = |what: &str| std::fs::read_dir(format!("/proc/self/{what}")).unwrap().count();
    let (descriptors, threads) = (count("fd"), count("task"));
    for _ in 0..100 {
        let waiting = wait(None).await;
        let port = format!("{:04X}", waiting.address.port());
        let table = std::fs::read_to_string("/proc/self/net/tcp").unwrap();
        let local =
            table.lines().filter_map(|line| line.split_whitespace().nth(1)).filter(|local| local.ends_with(&port));
        assert!(local.into_iter().all(|local| local.starts_with("0100007F:")), "{table}");
        // Sockets of the other family: none at this port but for ::1, however the kernel writes IPv4 there.
        let table = std::fs::read_to_string("/proc/self/net/tcp6").unwrap_or_default();
        let local = table
            .lines()
            .filter_map(|line| line.split_whitespace().nth(1))
            .filter(|local| local.ends_with(&format!(":{port}")));
        assert!(local.into_iter().all(|local| local.starts_with("00000000000000000000000001000000:")), "{table}");
        assert!(
            TcpStream::connect(("127.0.0.2", waiting.address.port())).await.is_err(),
            "another address of this computer"
        );
        let _silent = TcpStream::connect(waiting.address).await.unwrap();
        waiting.over.cancel();
        waiting.serving.await.unwrap();
    }
    assert_eq!((count("fd"), count("task")), (descriptors, threads));
}

#[cfg(unix)]
#[tokio::test]
async fn l11_a_process_with_48_descriptors_serves_the_real_one_among_400() {
    let name = "loopback::tests::crowds::l11_a_process_with_48_descriptors_serves_the_real_one_among_400";
    the_real_one_is_served_behind(name, 400, false).await;
}

#[cfg(unix)]
#[tokio::test]
async fn l11_without_descriptors_a_silent_one_is_dropped_for_the_real_one() {
    let name = "loopback::tests::crowds::l11_without_descriptors_a_silent_one_is_dropped_for_the_real_one";
    the_real_one_is_served_behind(name, 20, true).await;
}

/// Listens in a process of its own, where the test `name` runs this function again, with 48 descriptors, or with two
/// that are left.
#[cfg(unix)]
#[allow(clippy::print_stdout, reason = "the child tells its parent where it listens")]
async fn the_real_one_is_served_behind(name: &str, silent: usize, scarce: bool) {
    use std::io::BufRead;
    use std::process::{Command, Stdio};

    if std::env::var_os(ALONE).is_some() {
        let waiting = wait(None).await;
        let mut hoard = Vec::new();
        while scarce && let Ok(file) = std::fs::File::open("/dev/null") {
            hoard.push(file);
        }
        hoard.truncate(hoard.len().saturating_sub(2));
        println!("\nlistens {} {}", waiting.address, waiting.good());
        assert!(matches!(waiting.answered.await, Ok(Answer::Code(_))));
        return;
    }
    within_a_second(async || {
        let till = Command::new("sh")
            .args(["-c", "ulimit -n 48; exec \"$0\" \"$@\""])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(ALONE, "1")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut till = Alone(till);
        let lines = std::io::BufReader::new(till.0.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut lines = lines.skip_while(|line| !line.starts_with("listens "));
        let line = lines.next().unwrap();
        let (address, query) = line["listens ".len()..].split_once(' ').unwrap();
        let address: SocketAddr = address.parse().unwrap();
        let mut open = Vec::new();
        for _ in 0..silent {
            open.push(TcpStream::connect(address).await.unwrap());
        }
        let request = format!("GET {PATH}?{query} HTTP/1.1\r\nHost: {address}\r\n\r\n");
        let begun = Instant::now();
        assert_eq!(status(&send(address, request.as_bytes()).await), "303");
        let took = begun.elapsed();
        lines.for_each(drop);
        assert!(till.0.wait().unwrap().success(), "it saw the code, and did not fall over");
        (took, open)
    })
    .await;
}
