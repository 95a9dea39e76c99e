package vinelake.city;

import java.util.List;

/**
 * What a subject does; decides its name, its goods, its need of power and its part of the business cycle.
 *
 * @param title the name in the national classification (GB/T 4754)
 * @param power kilowatt-hours for a hundred yuan of sales, about
 * @param firmWords what stands in the name of a firm
 * @param shopWords what stands in the name of a self-employed
 * @param goods what stands on its invoices
 */
record Industry(String title, double power, List<String> firmWords, List<String> shopWords, List<String> goods) {

    static final List<Industry> ALL = List.of(
            new Industry("通用设备制造业", 1.3, List.of("精密机械", "机械设备"), List.of("五金加工部"), List.of("轴承套件", "机床附件", "齿轮箱")),
            new Industry("纺织业", 1.8, List.of("纺织", "印染"), List.of("织布坊"), List.of("涤纶坯布", "棉纱", "针织面料")),
            new Industry(
                    "计算机、通信和其他电子设备制造业", 1.1, List.of("电子", "电子元件"), List.of("电子维修部"), List.of("线路板", "连接器", "电容器")),
            new Industry("橡胶和塑料制品业", 1.6, List.of("塑料制品", "包装材料"), List.of("塑料加工部"), List.of("注塑件", "塑料薄膜", "密封圈")),
            new Industry("农副食品加工业", 1.2, List.of("食品", "粮油"), List.of("粮油店"), List.of("大米", "食用油", "速冻食品")),
            new Industry("房屋建筑业", 0.4, List.of("建设工程", "装饰工程"), List.of("装修部"), List.of("工程款", "装饰服务", "脚手架租赁")),
            new Industry("批发业", 0.3, List.of("贸易", "商贸"), List.of("批发部"), List.of("钢材", "建材", "日用百货")),
            new Industry("零售业", 0.5, List.of("百货", "超市管理"), List.of("便利店", "百货店"), List.of("日用品", "文具", "饮料")),
            new Industry("餐饮业", 0.9, List.of("餐饮管理", "酒店管理"), List.of("面馆", "小吃店"), List.of("餐饮服务", "会议服务")),
            new Industry("道路运输业", 0.3, List.of("物流", "运输"), List.of("货运部"), List.of("运输服务", "仓储服务")),
            new Industry("软件和信息技术服务业", 0.3, List.of("软件", "信息科技"), List.of("电脑服务部"), List.of("软件开发服务", "技术服务")),
            new Industry("农、林、牧、渔专业及辅助性活动", 0.7, List.of("农业科技", "生态农业"), List.of("苗圃"), List.of("蔬菜", "苗木", "水产品")));

    Industry {
        firmWords = List.copyOf(firmWords);
        shopWords = List.copyOf(shopWords);
        goods = List.copyOf(goods);
    }
}
