// The map of 选址: Leaflet (vendored) over the outlines that came with the rows, and over tiles where a server is set. It is fetched when a map is
// first looked at. What is chosen on it is pressed in the list beside it, so that the keyboard and the map do the same.
window.huizhao.map = (() => {
  const SCRIPTS = ["vendored/leaflet/leaflet.js", "vendored/markercluster/leaflet.markercluster.js"];
  const STYLES = ["vendored/leaflet/leaflet.css", "vendored/markercluster/MarkerCluster.css"];
  const CLUSTERED_PX = 44;
  const OUTLINES_TO = 16; // nearer there is nothing but one colour
  let fetched = null;
  let seen = { key: "", centre: null, zoom: 0 }; // what was looked at, when the server draws the same rows anew

  const added = (kind, attributes) => new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(kind), attributes, { onload: resolve, onerror: reject });
    document.head.append(element);
  });

  const library = () => {
    fetched ??= (async () => {
      await Promise.all(STYLES.map((href) => added("link", { rel: "stylesheet", href })));
      for (const src of SCRIPTS) await added("script", { src });
    })().catch((problem) => { fetched = null; throw problem; });
    return fetched;
  };

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const press = (box, selector) => box.querySelector(selector)?.click();

  const pin = (point) => {
    const words = document.createElement("span");
    words.textContent = point.label;
    return L.divIcon({ className: `hz-pin is-${point.verdict}`, html: words, iconSize: null });
  };

  const cluster = (group) => {
    const words = document.createElement("span");
    words.textContent = group.getChildCount();
    return L.divIcon({ className: "hz-pin is-many", html: words, iconSize: null });
  };

  const areasOf = (box, data, map) => {
    const most = Math.max(1, ...data.areas.map((area) => area.rows));
    return data.areas.map((area) => {
      const shade = data.tiles ? 0.06 + 0.3 * (area.rows / most) : 0.08 + 0.42 * (area.rows / most);
      const style = { color: colour("--hz-map-area"), weight: 1.5, fillColor: colour("--hz-map-area"), fillOpacity: shade };
      const words = document.createElement("span");
      words.textContent = `${area.name} ${area.rows}`;
      return L.polygon(area.rings, style).addTo(map)
        .bindTooltip(words, { permanent: true, direction: "center", className: "hz-map-name", interactive: false })
        .on("click", () => press(box, `[data-act=street][data-name="${CSS.escape(area.name)}"]`));
    });
  };

  // A street's name stands where no price does: in the middle of the street, or as near to it as there is room; else over the prices.
  const STEPS = [-96, -72, -48, -24, 0, 24, 48, 72, 96];
  const AROUND = STEPS.flatMap((x) => STEPS.map((y) => [x, y])).sort((one, other) => Math.hypot(...one) - Math.hypot(...other));
  const boxAt = (x, y, width, height) => ({ left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });
  const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

  const nameStreets = (map, areas) => {
    const taken = [...map.getPane("markerPane").querySelectorAll(".hz-pin")].map((pin) => {
      const { x, y } = L.DomUtil.getPosition(pin);
      const { offsetWidth, offsetHeight } = pin.firstElementChild;
      return boxAt(x, pin.classList.contains("is-many") ? y : y - offsetHeight / 2, offsetWidth, offsetHeight);
    });
    areas.forEach((area) => {
      const name = area.getTooltip();
      const { offsetWidth, offsetHeight } = name.getElement();
      const middle = map.latLngToLayerPoint(area.getCenter());
      const free = AROUND.map(([x, y]) => middle.add([x, y])).find((point) => area.getBounds().contains(map.layerPointToLatLng(point))
        && !taken.some((box) => meet(box, boxAt(point.x, point.y, offsetWidth, offsetHeight))));
      const point = free ?? middle;
      name.getElement().classList.toggle("is-over", !free);
      name.setLatLng(map.layerPointToLatLng(point));
      taken.push(boxAt(point.x, point.y, offsetWidth, offsetHeight));
    });
  };

  // Rows outside of what the map shows leave the list; those without a place stay.
  const listed = (box, map, markers) => {
    const bounds = map.getBounds();
    const lines = [...box.querySelectorAll(".hz-map-list li")];
    lines.forEach((line) => {
      const marker = markers.get(line.dataset.row);
      line.hidden = Boolean(marker) && !bounds.contains(marker.getLatLng());
    });
    const hint = box.querySelector("[data-in-view]");
    hint.textContent = hint.dataset.inView.replace("{shown}", lines.filter((line) => !line.hidden).length).replace("{total}", lines.length);
  };

  const draw = (target) => {
    const box = target.closest(".hz-map-box");
    const data = JSON.parse(target.dataset.map);
    const map = L.map(target, { zoomControl: false, attributionControl: Boolean(data.attribution), zoomSnap: 0.5, maxZoom: data.tiles ? 18 : OUTLINES_TO });
    L.control.zoom({ zoomInTitle: target.dataset.zoomIn, zoomOutTitle: target.dataset.zoomOut }).addTo(map);
    if (map.attributionControl) map.attributionControl.setPrefix("");
    if (data.tiles) L.tileLayer(data.tiles, { attribution: data.attribution, maxZoom: 18 }).addTo(map);
    const areas = areasOf(box, data, map);
    const group = L.markerClusterGroup({ maxClusterRadius: CLUSTERED_PX, showCoverageOnHover: false, iconCreateFunction: cluster, animate: false });
    const markers = new Map(data.points.map((point) => {
      const marker = L.marker(point.at, { icon: pin(point), title: point.name, alt: point.name, riseOnHover: true });
      marker.on("click", () => press(box, `.hz-map-list [data-act=show][data-row="${CSS.escape(point.id)}"]`));
      return [point.id, marker];
    }));
    group.addLayers([...markers.values()]).addTo(map);
    const extent = L.featureGroup(areas.length ? areas : [...markers.values()]).getBounds();
    const key = data.points.map((point) => point.id).join();
    if (seen.centre && seen.key === key) map.setView(seen.centre, seen.zoom);
    else map.fitBounds(extent, { padding: [12, 12], maxZoom: 15 });
    map.on("moveend", () => {
      seen = { key, centre: map.getCenter(), zoom: map.getZoom() };
      listed(box, map, markers);
      nameStreets(map, areas);
    });
    listed(box, map, markers);
    nameStreets(map, areas);
    box.querySelector(".hz-map-list").addEventListener("pointerover", (event) => {
      const over = event.target.closest("li")?.dataset.row;
      box.querySelectorAll(".hz-pin.is-over").forEach((one) => one.classList.remove("is-over"));
      const marker = markers.get(over);
      if (marker) (group.getVisibleParent(marker) ?? marker).getElement()?.classList.add("is-over");
    });
    new ResizeObserver(() => { if (target.isConnected) map.invalidateSize(); }).observe(target); // a row opens beside it
    target.dataset.drawn = "";
  };

  const show = async (element) => {
    const target = element.querySelector(".hz-map:not([data-begun])");
    if (!target) return;
    target.dataset.begun = "";
    try {
      await library();
      if (target.isConnected) draw(target);
    } catch {
      target.textContent = target.dataset.failed;
    }
  };

  return (element, watch) => {
    watch("value", () => show(element));
    show(element);
  };
})();
