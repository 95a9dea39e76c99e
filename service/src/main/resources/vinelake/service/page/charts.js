"use strict";
// Draws what the page carries as JSON. Text is drawn on the canvas, so that no style is written into the page.
(() => {
  const styles = getComputedStyle(document.documentElement);
  const colour = (name) => styles.getPropertyValue(name).trim();
  const font = getComputedStyle(document.body).fontFamily;
  const sign = (points) => (points > 0 ? "+" + points : String(points).replace("-", "−"));

  // Room beyond the longest bars for their figures.
  const reach = (data) => {
    const points = data.map((d) => d.points).concat(0);
    const room = Math.max(1, (Math.max(...points) - Math.min(...points)) * 0.2);
    return [Math.min(...points) < 0 ? Math.min(...points) - room : 0, Math.max(...points) + room];
  };

  const bars = (data, width) => ({
    animation: false,
    textStyle: { fontFamily: font },
    grid: { left: 8, right: 8, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: "value", min: reach(data)[0], max: reach(data)[1], axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: "category", inverse: true, data: data.map((d) => d.name), axisTick: { show: false }, axisLine: { show: false },
      axisLabel: { color: colour("--ink"), fontSize: 12, width: Math.min(190, width * 0.42), overflow: "break", margin: 10 },
    },
    series: [{
      type: "bar", barMaxWidth: 16,
      data: data.map((d) => ({
        value: d.points,
        itemStyle: { color: d.points < 0 ? colour("--against") : colour("--accent") },
        label: { show: true, position: d.points < 0 ? "left" : "right", formatter: sign(d.points), color: colour("--ink"), fontSize: 12 },
      })),
    }],
  });

  const graph = (data, width, height, unit) => {
    const isNarrow = width < 480;
    const sides = [[], [], []];
    data.nodes.forEach((node) => sides[node.side + 1].push(node));
    const most = Math.max(...data.edges.map((edge) => Math.abs(edge.amount)), 0.01);
    const across = isNarrow ? [0.15, 0.5, 0.85] : [0.14, 0.5, 0.86];
    const number = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    return {
      animation: false,
      textStyle: { fontFamily: font },
      series: [{
        type: "graph", layout: "none", left: 0, right: 0, top: 0, bottom: 0, silent: true,
        edgeSymbol: ["none", "arrow"], edgeSymbolSize: 7,
        // Two corners that nobody sees: without them the picture is stretched until names fall off its edges.
        data: [{ name: "from", x: 0, y: 0, symbol: "none" }, { name: "to", x: width, y: height, symbol: "none" }].concat(data.nodes.map((node) => ({
          name: String(data.nodes.indexOf(node)),
          x: across[node.side + 1] * width,
          y: (node.side === 0 ? 0.5 : (node.place + 0.5) / node.of) * (height - 24),
          fixed: true,
          symbolSize: node.side === 0 ? 22 : 12,
          itemStyle: { color: node.side === 0 ? colour("--accent") : colour("--node") },
          label: {
            show: true, position: "bottom", distance: 4, formatter: node.name, color: colour("--ink"),
            fontSize: isNarrow ? 10 : 12, fontWeight: node.side === 0 ? "bold" : "normal", width: width * (isNarrow ? 0.27 : 0.24), overflow: "break", backgroundColor: "#fff", padding: [0, 2], lineHeight: isNarrow ? 12 : 15,
          },
        }))),
        links: data.edges.map((edge) => ({
          source: String(edge.from), target: String(edge.to),
          lineStyle: { width: 1 + 4 * Math.abs(edge.amount) / most, color: colour("--edge"), opacity: 1 },
          label: {
            show: true, formatter: number.format(edge.amount) + (isNarrow ? "" : " " + unit), color: colour("--ink"), fontSize: isNarrow ? 10 : 11,
            backgroundColor: "#fff", padding: [1, 3],
          },
        })),
      }],
    };
  };

  document.querySelectorAll("[data-chart]").forEach((place) => {
    const data = JSON.parse(document.getElementById(place.dataset.source).textContent);
    const rows = place.dataset.chart === "bars" ? data.length : Math.max(1, ...data.nodes.map((node) => node.of));
    place.classList.add("rows-" + Math.min(16, rows));
    place.replaceChildren();
    const chart = echarts.init(place, null, { renderer: "canvas" });
    const draw = () => {
      // On paper the picture is the screen's, made smaller.
      if (window.matchMedia("print").matches) {
        return;
      }
      chart.resize();
      const width = place.clientWidth;
      const height = place.clientHeight;
      chart.setOption(place.dataset.chart === "bars" ? bars(data, width) : graph(data, width, height, place.dataset.unit), true);
    };
    draw();
    place.dataset.drawn = "true";
    window.addEventListener("resize", draw);
  });
})();
