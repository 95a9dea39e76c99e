package vinelake.city;

import java.util.List;

/**
 * Names by combination: an invented city and districts, trade names of rare plants and waters, persons named by the
 * ten stems. No real firm or person has one.
 */
final class Names {

    static final String CITY = "藤湖市";

    /** Names and division codes that GB/T 2260 has not given to anybody. */
    static final List<District> DISTRICTS = List.of(
            new District("云溪区", "320511"),
            new District("青梧区", "320512"),
            new District("苇汀区", "320513"),
            new District("栎山区", "320514"),
            new District("澄塘区", "320515"));

    /** Other cities, where the counterparties from outside sit. */
    static final List<District> ELSEWHERE = List.of(
            new District("江屿市", "329811"),
            new District("岫岭市", "338711"),
            new District("荻川市", "318911"),
            new District("蓼洲市", "348811"));

    static final List<String> BANKS = List.of("藤湖农村商业银行", "藤湖城市银行", "青梧村镇银行", "苇汀商业银行", "澄塘银行");

    private static final String PLANTS = "澄栎岫苇桐荻蓼枫楠槿芷蘅菖艾茗葭藜菱樟檀梓槐榆柏桦杉椿楸枳柚棠莳荞芡茭菁芸蔚萝蔷";
    private static final String WATERS = "川泽陵岑溪渚汀浦岸坞垣坪崖涧渊泉畔湾滩屿岭峦峪坡隰沚湄洄涟漪澜淙泠滢潆沅涪浔濑瀑";
    private static final String WISHES = "安和宁康裕丰隆恒达茂";
    private static final String SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许";
    private static final String STEMS = "甲乙丙丁戊己庚辛壬癸";
    private static final long TRADE_NAMES = (long) PLANTS.length() * WATERS.length() * (WISHES.length() + 1);

    private Names() {}

    /** @param division six digits */
    record District(String name, String division) {}

    /** A trade name (字号); different serials below 17,600 have different ones. */
    static String tradeName(long serial) {
        // 7919 is prime and divides none of 40, 40 and 11: a permutation.
        long rest = Math.floorMod(serial * 7919 + 4242, TRADE_NAMES);
        char plant = PLANTS.charAt((int) (rest % PLANTS.length()));
        rest /= PLANTS.length();
        char water = WATERS.charAt((int) (rest % WATERS.length()));
        int wish = (int) (rest / WATERS.length());
        return "" + plant + water + (wish == WISHES.length() ? "" : String.valueOf(WISHES.charAt(wish)));
    }

    static String person(Dice dice) {
        return "" + one(SURNAMES, dice) + one(STEMS, dice) + one(STEMS, dice);
    }

    static String street(Dice dice) {
        return "" + one(PLANTS, dice) + one(WATERS, dice) + (dice.chance(0.6) ? "路" : "街");
    }

    /** Eleven digits that no subscriber has: mobile numbers begin with 13 to 19. */
    static String phone(Dice dice) {
        return "12" + Codes.padded(dice.below(1_000_000_000), 9);
    }

    private static char one(String characters, Dice dice) {
        return characters.charAt(dice.below(characters.length()));
    }
}
