//! The position and size of the window: as it was left, if that still fits.
//!
//! Monitors come, go and change, so the remembered window is brought back into the work area of a present one, whole.
//! The smallest window is never larger than that. All values are stored and compared in physical pixels; `remembered`
//! has the file.

use tauri::{AppHandle, LogicalSize, Manager, Monitor, PhysicalSize};

use super::geometry::Geometry;
use super::main_window::MAIN;
use super::remembered::Remembered;

/// A window in which every part of the page fits, and the smallest on a large screen, in logical pixels.
const USUAL: LogicalSize<u32> = LogicalSize { width: 1180, height: 780 };
const SMALLEST: LogicalSize<u32> = LogicalSize { width: 900, height: 520 };
/// The frame that a desktop draws around a window, in logical pixels: a title bar and thin edges.
const EDGES: LogicalSize<u32> = LogicalSize { width: 12, height: 40 };
/// The height that a panel of the desktop takes, in logical pixels: not every desktop reports it, those on Wayland
/// never do.
const PANEL: u32 = 48;

/// The part of a monitor that is free for windows, in physical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct WorkArea {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    scale: f64,
    /// Whether it is the whole monitor: there is no panel, or the desktop does not report it.
    whole: bool,
}

impl From<&Monitor> for WorkArea {
    fn from(monitor: &Monitor) -> Self {
        let (work, scale) = (monitor.work_area(), monitor.scale_factor());
        let whole = work.size.height == monitor.size().height;
        Self { x: work.position.x, y: work.position.y, width: work.size.width, height: work.size.height, scale, whole }
    }
}

impl WorkArea {
    fn physical(&self, size: LogicalSize<u32>) -> PhysicalSize<u32> {
        size.to_physical(self.scale)
    }

    /// The largest that the inside of a window can be here.
    fn most(&self) -> PhysicalSize<u32> {
        let edges = self.physical(EDGES);
        PhysicalSize::new(
            self.width.saturating_sub(edges.width).max(1),
            self.height.saturating_sub(edges.height).max(1),
        )
    }

    /// The part of this size that is left beside a panel, if there may be an unreported one.
    fn beside_a_panel(&self, size: LogicalSize<u32>) -> PhysicalSize<u32> {
        let (size, panel) =
            (self.physical(size), self.physical(LogicalSize::new(0, if self.whole { PANEL } else { 0 })));
        PhysicalSize::new(size.width, size.height.min(self.most().height.saturating_sub(panel.height)))
    }

    /// How much of a window can be seen here, in pixels.
    fn shows(&self, geometry: &Geometry) -> i64 {
        let along = |at: i32, size: u32, from: i32, area: u32| {
            let end = (i64::from(at) + i64::from(size)).min(i64::from(from) + i64::from(area));
            (end - i64::from(at.max(from))).max(0)
        };
        along(geometry.x, geometry.width, self.x, self.width) * along(geometry.y, geometry.height, self.y, self.height)
    }
}

/// The position and size at which the window opens, in physical pixels of a monitor with this scale.
#[derive(Debug, PartialEq)]
pub struct Placed {
    /// The size inside its edges.
    pub size: PhysicalSize<u32>,
    /// The smallest size inside its edges.
    pub smallest: PhysicalSize<u32>,
    /// The position of its edges; `None` lets the desktop place a window that was never left.
    pub at: Option<(i32, i32)>,
    /// Whether it fills the screen.
    pub maximized: bool,
    /// The physical pixels of one logical pixel.
    pub scale: f64,
}

/// Brings a window back onto the monitor that shows most of it, or else onto the first, which is the main one.
fn fit(geometry: &Geometry, areas: &[WorkArea]) -> Placed {
    let unlimited = WorkArea { x: 0, y: 0, width: u32::MAX, height: u32::MAX, scale: 1.0, whole: false };
    let geometry = Some(geometry).filter(|geometry| geometry.width > 0 && geometry.height > 0);
    // Of equals the last would win, and the first is the main one.
    let most_of_it = geometry.and_then(|geometry| {
        areas.iter().rev().max_by_key(|area| area.shows(geometry)).filter(|area| area.shows(geometry) > 0)
    });
    let area = most_of_it.or(areas.first()).copied().unwrap_or(unlimited);
    let most = area.most();
    // Another monitor may be smaller than this one, and the window may be moved there.
    let everywhere = areas
        .iter()
        .map(WorkArea::most)
        .fold(most, |one, other| PhysicalSize::new(one.width.min(other.width), one.height.min(other.height)));
    let within = |wanted: PhysicalSize<u32>, most: PhysicalSize<u32>| {
        PhysicalSize::new(wanted.width.min(most.width), wanted.height.min(most.height))
    };
    let smallest = within(area.physical(SMALLEST), everywhere);
    let wanted = geometry
        .map_or_else(|| area.beside_a_panel(USUAL), |geometry| PhysicalSize::new(geometry.width, geometry.height));
    let size = within(PhysicalSize::new(wanted.width.max(smallest.width), wanted.height.max(smallest.height)), most);
    let edges = area.physical(EDGES);
    let along = |at: i32, size: u32, from: i32, area: u32| {
        let last = i64::from(from) + i64::from(area) - i64::from(size);
        i32::try_from(i64::from(at).min(last).max(i64::from(from))).unwrap_or(from)
    };
    let at = geometry.map(|geometry| {
        (
            along(geometry.x, size.width + edges.width, area.x, area.width),
            along(geometry.y, size.height + edges.height, area.y, area.height),
        )
    });
    Placed { size, smallest, at, maximized: geometry.is_some_and(|geometry| geometry.maximized), scale: area.scale }
}

/// The position and size of a window, left like this, on the monitors that are there now.
pub fn on_monitors(geometry: &Geometry, app: &AppHandle) -> Placed {
    let main = app.primary_monitor().ok().flatten();
    let all = app.available_monitors().unwrap_or_default();
    let areas: Vec<WorkArea> =
        main.iter().chain(&all).map(WorkArea::from).filter(|area| area.width > 0 && area.height > 0).collect();
    fit(geometry, &areas)
}

/// Notes the present position of the window.
pub fn note(app: &AppHandle) {
    if let (Some(remembered), Some(window)) = (app.try_state::<Remembered>(), app.get_webview_window(MAIN)) {
        // No lock is held while the window is asked: it answers on the main thread alone, which may be here as well.
        let mut geometry = remembered.geometry();
        geometry.follow(&window);
        remembered.set_geometry(geometry);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn area(x: i32, y: i32, width: u32, height: u32, scale: f64) -> WorkArea {
        WorkArea { x, y, width, height, scale, whole: true }
    }

    fn geometry(x: i32, y: i32, width: u32, height: u32) -> Geometry {
        Geometry { width, height, x, y, maximized: false }
    }

    #[test]
    fn a_window_is_opened_as_it_was_left() {
        let placed = fit(&geometry(100, 50, 1000, 700), &[area(0, 0, 1920, 1080, 1.0)]);
        assert_eq!((placed.size, placed.at), (PhysicalSize::new(1000, 700), Some((100, 50))));
        assert_eq!(placed.smallest, PhysicalSize::new(900, 520));
    }

    #[test]
    fn a_first_window_is_no_larger_than_its_screen_less_a_panel() {
        for (screen, size) in [
            (area(0, 0, 1920, 1080, 1.0), (1180, 780)),
            (area(0, 0, 1366, 768, 1.0), (1180, 680)),
            (WorkArea { whole: false, ..area(0, 0, 1366, 720, 1.0) }, (1180, 680)),
            (area(0, 0, 1280, 800, 1.0), (1180, 712)),
            (area(0, 0, 1920, 1080, 2.0), (1896, 1000)),
            (area(0, 0, 1920, 1080, 1.25), (1475, 970)),
            (area(0, 0, 800, 500, 1.0), (788, 460)),
        ] {
            let fresh = fit(&Geometry::default(), &[screen]);
            assert_eq!((fresh.size.width, fresh.size.height, fresh.at), (size.0, size.1, None), "{screen:?}");
        }
    }

    #[test]
    fn a_window_that_does_not_fit_any_more_is_brought_back_whole() {
        let laptop = area(0, 0, 1024, 600, 1.0);
        for before in [
            geometry(0, 0, 3800, 2100),
            geometry(1014, 20, 900, 640),
            geometry(-890, -630, 900, 640),
            geometry(5000, 5000, 1180, 780),
        ] {
            let placed = fit(&before, &[laptop]);
            assert_eq!(
                (placed.size, placed.at),
                (PhysicalSize::new(placed.size.width, 560), Some((placed.at.expect("a position").0, 0))),
                "{before:?}"
            );
            assert_eq!(placed.smallest, PhysicalSize::new(900, 520));
        }
        let screen = area(0, 0, 800, 480, 1.0);
        assert_eq!(
            fit(&geometry(0, 0, 900, 640), &[screen]).smallest,
            PhysicalSize::new(788, 440),
            "never larger than there is area"
        );
    }

    #[test]
    fn a_window_stays_on_the_monitor_that_shows_most_of_it() {
        let (main, beside) = (area(0, 0, 1280, 900, 1.0), area(1280, 0, 1920, 1080, 1.0));
        assert_eq!(fit(&geometry(1300, 10, 1000, 700), &[main, main, beside]).at, Some((1300, 10)));
        assert_eq!(
            fit(&geometry(1200, 10, 1000, 700), &[main, main, beside]).at,
            Some((1280, 10)),
            "not over the edge"
        );
        assert_eq!(fit(&geometry(1300, 10, 1000, 700), &[main]).at, Some((268, 10)), "the other is unplugged");
    }

    proptest! {
        #[test]
        fn every_window_fits_into_every_work_area(
            (x, y, width, height) in (any::<i32>(), any::<i32>(), any::<u32>(), any::<u32>()),
            (at_x, at_y, wide, high) in (-4000..4000i32, -4000..4000i32, 200..8000u32, 200..5000u32),
            scale in prop_oneof![Just(1.0), Just(1.25), Just(2.0), Just(3.0)],
        ) {
            let area = area(at_x, at_y, wide, high, scale);
            let placed = fit(&geometry(x, y, width, height), &[area]);
            prop_assert!(placed.size.width <= wide && placed.size.height <= high);
            prop_assert!(placed.smallest.width <= placed.size.width && placed.smallest.height <= placed.size.height);
            if let Some((x, y)) = placed.at {
                let (right, bottom) = (i64::from(x) + i64::from(placed.size.width), i64::from(y) + i64::from(placed.size.height));
                prop_assert!(x >= at_x && y >= at_y && right <= i64::from(at_x) + i64::from(wide) && bottom <= i64::from(at_y) + i64::from(high));
            }
        }
    }
}
